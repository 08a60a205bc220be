/** Zabbix's own API, past the gateway and past the sample server: what really happened. */
export type ZabbixApi = { call: <T>(method: string, params: unknown) => Promise<T>; close: () => Promise<void> };

/** @throws Error with Zabbix's own words, which never hold the password */
export async function openZabbix({ url, username, password }: { url: string; username: string; password: string }): Promise<ZabbixApi> {
  const version = await post<string>(url, "apiinfo.version", {});
  const session = await post<string>(url, "user.login", { username, password });
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const inBody = major < 6 || (major === 6 && minor < 4); // Zabbix reads the header from 6.4 on
  const authorization = inBody ? { body: { auth: session } } : { headers: { authorization: `Bearer ${session}` } };
  return {
    call: (method, params) => post(url, method, params, authorization),
    close: async () => void (await post(url, "user.logout", [], authorization)),
  };
}

async function post<T>(url: string, method: string, params: unknown, extra: { body?: object; headers?: Record<string, string> } = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json-rpc", ...extra.headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params, ...extra.body }),
  });
  const { result, error } = (await response.json()) as { result?: T; error?: { message: string; data: string } };
  if (error) throw new Error(`${method}: ${error.message} ${error.data}`);
  return result as T;
}
