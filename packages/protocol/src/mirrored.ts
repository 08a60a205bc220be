import type { WireError } from "./classify.ts";
import { type Headers, repeatedHeader, trimBlanks } from "./headers.ts";
import { META_PREFIX } from "./members.ts";
import type { NotificationMessage, RequestMessage } from "./message.ts";
import { stringMember } from "./tree.ts";

/**
 * C1: compares the mirrored headers of a modern message with its body. They may refuse a call, never allow one (C4).
 * A notification may lack them; a header that is there must agree all the same.
 */
export function compareMirrored(message: RequestMessage | NotificationMessage, headers: Headers): WireError | undefined {
  // Also where nothing in the body mirrors the header, as for an Mcp-Param-* that no definition declares.
  const repeated = repeatedHeader(headers);
  if (repeated?.answer === "mirrored") return headerMismatch(repeated.name, "is repeated");
  const version = stringMember(message.meta, `${META_PREFIX}protocolVersion`);
  return (
    compare("MCP-Protocol-Version", headers, version, message.kind, "literal") ??
    compare("Mcp-Method", headers, message.method, message.kind, "literal") ??
    compareName(message, headers)
  );
}

/**
 * Decodes a value in the `=?base64?…?=` form strictly: alphabet, padding, no stray bits, UTF-8. Any other value is literal.
 * Undefined: the form is there and its content is bad.
 */
export function decodeHeaderValue(value: string): string | undefined {
  if (!value.startsWith(PREFIX) || !value.endsWith(SUFFIX) || value.length < PREFIX.length + SUFFIX.length) return value;
  const encoded = value.slice(PREFIX.length, -SUFFIX.length);
  if (!CANONICAL_BASE64.test(encoded)) return undefined;
  try {
    return decoder.decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

/** The 400 -32020 of a mirrored header; quotes neither the header nor the body. */
export function headerMismatch(
  name: string,
  problem: "is missing" | "is repeated" | "differs from the body" | "is not valid base64",
): WireError {
  return { status: 400, code: -32020, message: `the ${name} header ${problem}` };
}

function compareName(message: RequestMessage | NotificationMessage, headers: Headers): WireError | undefined {
  const member = NAME_SOURCE.get(message.method);
  if (member === undefined) return undefined;
  return compare("Mcp-Name", headers, stringMember(message.params, member), message.kind, "encoded");
}

function compare(
  name: string,
  headers: Headers,
  expected: string | undefined,
  kind: "request" | "notification",
  form: "literal" | "encoded",
): WireError | undefined {
  const values = headers.get(name.toLowerCase());
  if (values === undefined) return kind === "request" && expected !== undefined ? headerMismatch(name, "is missing") : undefined;
  if (values.length !== 1) return headerMismatch(name, "is repeated");
  const trimmed = trimBlanks(values[0]!);
  const received = form === "encoded" ? decodeHeaderValue(trimmed) : trimmed;
  if (received === undefined) return headerMismatch(name, "is not valid base64");
  // A notification without a claim takes its version from the header itself; elsewhere a header with nothing to mirror is a difference.
  if (expected === undefined) return kind === "notification" ? undefined : headerMismatch(name, "differs from the body");
  return received === expected ? undefined : headerMismatch(name, "differs from the body");
}

const NAME_SOURCE: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
  ["tasks/get", "taskId"],
  ["tasks/update", "taskId"],
  ["tasks/cancel", "taskId"],
]);
const PREFIX = "=?base64?";
const SUFFIX = "?=";
/** Whole groups, right padding, and no bits left over behind the padding: one spelling per value. */
const CANONICAL_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
