import type { RemoteEnv } from "../env.ts";

/** An installation that is reached over its HTTP API. */
export type Remote = {
  get: <T>(path: string) => Promise<T>;
  send: <T>(method: "POST" | "PUT" | "PATCH", path: string, body: object) => Promise<T>;
};

/** The installation did not do it. The message is its own sentence. */
export class RemoteError extends Error {
  readonly status: number;
  readonly code: string;
  readonly issues: readonly { pointer: string; message: string }[];
  constructor(status: number, code: string, message: string, issues: RemoteError["issues"] = []) {
    super(message);
    this.name = "RemoteError";
    this.status = status;
    this.code = code;
    this.issues = issues;
  }
}

export function openRemote({ url, apiKey }: RemoteEnv): Remote {
  const ask = async <T>(method: string, path: string, body?: object, attempt = 1): Promise<T> => {
    const headers = { authorization: `Bearer ${apiKey}`, ...(body && { "content-type": "application/json" }) };
    const asked = {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
      redirect: "error" as const,
      signal: AbortSignal.timeout(60_000),
    };
    const answer = await fetch(`${url}/api/v1${path}`, asked).catch((error: Error) => {
      throw new RemoteError(
        0,
        "unreachable",
        `${url} does not answer: ${error.cause instanceof Error ? error.cause.message : error.message}`,
      );
    });
    const text = await answer.text();
    if (answer.status === 429 && attempt <= 5) {
      await wait(Number(answer.headers.get("retry-after") ?? 1));
      return ask(method, path, body, attempt + 1);
    }
    const json = parsed(text);
    if (answer.ok && (json !== undefined || text === "")) return json as T;
    const { code = "unexpected", detail, issues } = (json ?? {}) as { code?: string; detail?: string; issues?: RemoteError["issues"] };
    throw new RemoteError(answer.status, code, detail ?? `${url} answered ${answer.status}, and not as a Portcullis does.`, issues);
  };
  return { get: (path) => ask("GET", path), send: ask };
}

const wait = (seconds: number) => new Promise((done) => setTimeout(done, Math.min(60, Math.max(0, seconds)) * 1000));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
