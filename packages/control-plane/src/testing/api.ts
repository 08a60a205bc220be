import { randomUUID } from "node:crypto";
import { paramsOf, type Route } from "../api/route.ts";
import type { Scope } from "../api-key/scopes.ts";
import { scopes } from "../api-key/scopes.ts";
import type { Context } from "../caller.ts";
import * as verbs from "../index.ts";
import { verbCases } from "./verbs.ts";
import type { VerbCase, World } from "./world.ts";

export const base = "https://dashboard.example.com/api/v1";

/** The case of the verb behind a route: its table says what a valid input is, so a route needs no row of its own but cannot be without one. */
export function caseOf(route: Route): Pick<VerbCase, "names" | "input"> {
  const found = verbCases.find(({ name }) => name === route.id) ?? streams[route.id];
  if (!found) throw new Error(`the route ${route.id} has no row: name it like its verb, and give the verb a case in testing/world.ts`);
  return found;
}

/** Verbs that answer with a stream are in no table of the verbs' own tests. */
const streams: Record<string, Pick<VerbCase, "names" | "input">> = {
  exportEvents: { names: [], input: async () => ({ format: "jsonl", records: "changes" }) },
};

/** A valid input for a route, on something fresh. */
export async function inputFor(route: Route, owner: Context, world: World): Promise<Record<string, unknown>> {
  const input = await caseOf(route).input(owner, world);
  return Object.fromEntries(Object.entries(input).filter(([name]) => Object.hasOwn(route.input.shape, name)));
}

/** The same with names of things that do not exist. */
export const absentFrom = (route: Route, input: Record<string, unknown>): Record<string, unknown> => ({
  ...input,
  ...Object.fromEntries(caseOf(route).names.map((name) => [name, /slug/i.test(name) ? "no-such" : randomUUID()])),
});

export type Ask = { authorization?: string; headers?: Record<string, string>; body?: string };

/** The request that gives a route this input. */
export function requestFor(route: Route, input: Record<string, unknown>, { authorization, headers = {}, body }: Ask = {}): Request {
  const params = paramsOf(route);
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(plain(input[name]).replace(/\p{Cs}/gu, "\ufffd")));
  const rest = Object.entries(input).filter(([name]) => !params.includes(name));
  const asked: Record<string, string> = { ...headers, ...(authorization === undefined ? {} : { authorization }) };
  if (route.method === "GET" || route.method === "DELETE") {
    const query = new URLSearchParams(
      rest.map(([name, value]): [string, string] => [name, typeof value === "string" ? value : (JSON.stringify(value) ?? "")]),
    );
    return new Request(`${base}${path}${query.size > 0 ? `?${query}` : ""}`, { method: route.method, headers: asked });
  }
  const text = body ?? (rest.length > 0 ? JSON.stringify(Object.fromEntries(rest)) : undefined);
  const type: Record<string, string> = text === undefined ? {} : { "content-type": "application/json" };
  return new Request(`${base}${path}`, { method: route.method, headers: { ...type, ...asked }, body: text });
}

let made = 0;
export const newKey = async (ctx: Context, held: readonly Scope[] = scopes) =>
  verbs.createApiKey(ctx, { name: `made-${++made}`, scopes: [...held] });

/** What an answer says, without what differs from request to request. */
export async function saidBy(response: Response): Promise<{ status: number; body: unknown }> {
  const text = await response.text();
  if (response.ok && !response.headers.get("content-type")?.startsWith("application/json")) return { status: response.status, body: text };
  const body = text === "" ? null : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, body: body && "requestId" in body ? { ...body, requestId: "" } : body };
}

const plain = (value: unknown): string => (typeof value === "string" && value !== "" ? value : (JSON.stringify(value) ?? "none"));
