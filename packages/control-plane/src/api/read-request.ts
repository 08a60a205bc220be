import { scan } from "@portcullis/protocol";
import type { z } from "zod";
import { Refusal } from "./problem.ts";
import { paramsOf, type Route } from "./route.ts";

/** A policy of 256 KiB may double when it is written as a JSON string. */
export const bodyBytesMax = 1024 * 1024;

/** What a request says: the path's parameters, with the query or the body, and `If-Match`. The verb's own schema judges it. */
export async function readRequest(request: Request, route: Route, params: Record<string, string>): Promise<Record<string, unknown>> {
  const rest = route.method === "GET" || route.method === "DELETE" ? await readQuery(request, route) : await readBody(request, route);
  for (const name of paramsOf(route))
    if (Object.hasOwn(rest, name)) throw new Refusal(400, "malformed", `"${name}" stands in the path already. Leave it out.`);
  const input = { ...rest, ...params, ...precondition(request, route, rest) };
  if (hasUnstorable(input))
    throw new Refusal(400, "malformed", "The request has characters that no text can have: U+0000, or half of a surrogate pair.");
  return input;
}

function precondition(request: Request, { revision, method }: Route, rest: object): Record<string, number> {
  const header = request.headers.get("if-match");
  if (header === null) return {};
  if (!revision || method === "GET") throw new Refusal(400, "malformed", "If-Match means nothing here. Leave it out.");
  const tag = /^"(\d{1,10})"$/.exec(header)?.[1];
  if (tag === undefined) throw new Refusal(412, "precondition_failed", "If-Match is not an ETag of this resource. Read it again.");
  if (Object.hasOwn(rest, revision)) throw new Refusal(400, "malformed", `Give If-Match or "${revision}", not both.`);
  return { [revision]: Number(tag) };
}

async function readQuery(request: Request, { input, method }: Route): Promise<Record<string, unknown>> {
  if (Number(request.headers.get("content-length") ?? 0) > 0 || request.headers.has("transfer-encoding"))
    throw new Refusal(400, "malformed", `A ${method} has no body here. Put what you have to say into the query.`);
  const query = new URL(request.url).searchParams;
  const found: [string, unknown][] = [];
  for (const name of new Set(query.keys())) {
    const [value = "", ...more] = query.getAll(name);
    if (more.length > 0) throw new Refusal(400, "malformed", `"${name}" is in the query twice.`);
    found.push([name, typed(value, Object.hasOwn(input.shape, name) ? input.shape[name] : undefined)]);
  }
  return fromEntries(found);
}

/** A query has texts alone: what the schema wants as a number or as yes and no is read as one where it is one. */
function typed(value: string, schema: z.core.$ZodType | undefined): unknown {
  const kind = kindOf(schema);
  if ((kind === "number" || kind === "int") && /^\d{1,15}$/.test(value)) return Number(value);
  if (kind === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function kindOf(schema: z.core.$ZodType | undefined): string | undefined {
  const def = schema?._zod.def as { type: string; innerType?: z.core.$ZodType } | undefined;
  return def?.innerType ? kindOf(def.innerType) : def?.type;
}

async function readBody(request: Request, { input, path }: Route): Promise<Record<string, unknown>> {
  if ([...new URL(request.url).searchParams].length > 0)
    throw new Refusal(400, "malformed", "There is no query here. Put everything into the body.");
  const bytes = await bytesOf(request);
  const takesNothing = Object.keys(input.shape).length === paramsOf({ path: path }).length;
  if (bytes.length === 0 && (takesNothing || request.headers.get("content-type") === null)) return {};
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type))
    throw new Refusal(415, "unsupported_media_type", "Send JSON, with Content-Type: application/json.");
  const scanned = scan(bytes, { bytesMax: bodyBytesMax, nodesMax: 50_000, depthMax: 32 });
  if (!scanned.ok) throw new Refusal(400, "malformed", `The body is not JSON that can be used: ${scanned.failure.problem}.`);
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refusal(400, "malformed", "The body must be a JSON object.");
  return value as Record<string, unknown>;
}

async function bytesOf(request: Request): Promise<Buffer> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity")
    throw new Refusal(415, "unsupported_media_type", "Send the body as it is, without Content-Encoding.");
  const tooLarge = new Refusal(413, "too_large", "The body is larger than 1 MiB.");
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytesMax) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > bodyBytesMax) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Own members whatever their names: `__proto__` is an unknown member, and no prototype. */
const fromEntries = (entries: [string, unknown][]): Record<string, unknown> =>
  Object.defineProperties(
    {},
    Object.fromEntries(entries.map(([name, value]) => [name, { value, enumerable: true, configurable: true, writable: true }])),
  );

/** Texts that no column holds. */
function hasUnstorable(value: unknown): boolean {
  if (typeof value === "string") return /[\0\p{Cs}]/u.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => hasUnstorable(name) || hasUnstorable(member));
}
