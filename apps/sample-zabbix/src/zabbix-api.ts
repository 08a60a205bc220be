import { type Backend, type Params, ZabbixError } from "./backend.ts";

export type ZabbixAccess = { url: string; username: string; password: string };

/**
 * A real Zabbix behind its JSON-RPC API, 5.4 or later. One session is shared by all callers, opened when it is first needed
 * and once more when Zabbix says that it has expired. Neither password nor session id appears in a message.
 */
export function zabbixApi({ url, username, password }: ZabbixAccess, { timeoutMs = 60_000 } = {}): Backend {
  let version: Promise<string> | undefined;
  let session: Promise<string> | undefined;

  const getVersion = () => {
    version ??= post(url, timeoutMs, "apiinfo.version", {}).then(String, (error: unknown) => {
      version = undefined;
      throw error;
    });
    return version;
  };
  const getSession = () => {
    session ??= post(url, timeoutMs, "user.login", { username, password }).then(String, (error: unknown) => {
      session = undefined;
      throw error;
    });
    return session;
  };
  const authorized = async (method: string, params: Params) => {
    const [spoken, id] = [await getVersion(), await getSession()];
    return post(url, timeoutMs, method, renamed(method, params, spoken), { id, inBody: isBefore(spoken, 6, 4) });
  };

  return {
    name: "zabbix",
    async login() {
      await getSession();
    },
    async logout() {
      if (session === undefined) return;
      await authorized("user.logout", []).catch((error: unknown) => {
        if (!isExpired(error)) throw error;
      });
      session = undefined;
    },
    async call(method, params) {
      // The API refuses this one method when a session comes with it.
      if (method === "apiinfo.version") return getVersion();
      const used = await getSession();
      return authorized(method, params).catch(async (error: unknown) => {
        if (!isExpired(error)) throw error;
        // Nothing was done, so the call may be repeated; a concurrent call may have signed in already.
        if (session !== undefined && (await session) === used) session = undefined;
        return authorized(method, params);
      });
    },
  };
}

async function post(
  url: string,
  timeoutMs: number,
  method: string,
  params: Params,
  session?: { id: string; inBody: boolean },
): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params, ...(session?.inBody && { auth: session.id }) });
  const headers = { "content-type": "application/json-rpc", ...(session && !session.inBody && { authorization: `Bearer ${session.id}` }) };
  const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) }).catch(
    () => {
      throw new ZabbixError("its API cannot be reached.");
    },
  );
  const message: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok || typeof message !== "object" || message === null)
    throw new ZabbixError(`its API answered with HTTP ${answer.status} and no JSON-RPC message.`);
  if ("error" in message) throw new ZabbixError(sentenceOf(message.error, session?.id));
  return "result" in message ? message.result : undefined;
}

function sentenceOf(error: unknown, sessionId: string | undefined): string {
  const { message, data } = (error ?? {}) as { message?: unknown; data?: unknown };
  const sentence = [message, data].filter((part) => typeof part === "string" && part !== "").join(" ") || "an error without a message.";
  return sessionId === undefined ? sentence : sentence.replaceAll(sessionId, "[session]");
}

/** What the API calls by another name in this version: proxies' names before 7.0, the groups of hosts and templates from 6.2 on. */
function renamed(method: string, params: Params, version: string): Params {
  if (method === "proxy.get" && isBefore(version, 7, 0)) {
    const host = (list: unknown) => (Array.isArray(list) ? list.map((field) => (field === "name" ? "host" : field)) : list);
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, name === "output" || name === "sortfield" ? host(value) : value]),
    );
  }
  if (isBefore(version, 6, 2) || !("selectGroups" in params)) return params;
  const { selectGroups, ...others } = params;
  return { ...others, [method === "template.get" ? "selectTemplateGroups" : "selectHostGroups"]: selectGroups };
}

const isExpired = (error: unknown) => error instanceof ZabbixError && /session terminated|re-?login|not authori[sz]ed/i.test(error.message);

function isBefore(version: string, major: number, minor: number): boolean {
  const [left = 0, right = 0] = version.split(".").map(Number);
  return left < major || (left === major && right < minor);
}
