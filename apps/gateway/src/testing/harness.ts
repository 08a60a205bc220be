import type { TestDatabase } from "@portcullis/db/testing";
import { pino } from "pino";
import { type Gateway, startGateway } from "../gateway.ts";

export type Environment = Record<string, string | undefined>;

/** The settings of a gateway on free loopback ports. */
export function environmentFor(database: TestDatabase, extra: Environment = {}): Environment {
  return {
    DATABASE_URL: database.ownerUrl,
    PORTCULLIS_ROOT_KEY: database.rootKey,
    GATEWAY_PORT: "0",
    OPERATOR_PORT: "0",
    PORTCULLIS_ALLOW_LOOPBACK: "1",
    DRAIN_SECONDS: "2",
    LOG_LEVEL: "silent",
    ...extra,
  };
}

/** A gateway in this process. Its log lines are kept, to be looked through for what must not be in them. */
export async function gatewayFor(database: TestDatabase, extra: Environment = {}): Promise<Gateway & { logged: () => string }> {
  const lines: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  return Object.assign(await startGateway(environmentFor(database, extra), logger), { logged: () => lines.join("") });
}

export type Route = { gateway: { url: string }; organization?: string; server?: string; token?: string };

export const urlOf = ({ gateway, organization = "acme", server = "zabbix" }: Route): string =>
  `${gateway.url}/${organization}/${server}/mcp`;

/** One POST as a legacy client without a session sends it. */
export function post(route: Route, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(urlOf(route), {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(route.token === undefined ? {} : { authorization: `Bearer ${route.token}` }),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export const call = (name: string, args: Record<string, unknown> = {}, id: string | number = 1) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

/** What a refusal carries about itself; undefined for an answer that is none. */
export async function decisionIn(answer: Response): Promise<WireDecision | undefined> {
  const { result, error } = (await answer.json()) as { result?: { _meta?: Wire }; error?: { code: number; data?: Wire } };
  const found = (result?._meta ?? error?.data)?.["io.portcullis/decision"];
  return found === undefined ? undefined : { ...found, ...(error === undefined ? {} : { code: error.code }) };
}

type Wire = { "io.portcullis/decision"?: WireDecision };
type WireDecision = { decision: string; reason: string; rule: string; retry_after_seconds?: number; code?: number };

/** Asks until the answer is as wanted; fails after `timeoutMs`. */
export async function until<T>(ask: () => Promise<T> | T, wanted: (answer: T) => boolean, timeoutMs = 5_000): Promise<T> {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > endsAt) throw new Error(`not as wanted within ${timeoutMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
