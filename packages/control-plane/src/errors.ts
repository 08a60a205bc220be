import type { DiscoveryCode } from "@portcullis/upstream";

export type ErrorCode =
  | "not_found"
  | "forbidden"
  | "invalid"
  | "conflict"
  | "unauthenticated"
  /** A login of the last minutes is asked for. */
  | "fresh_login"
  | "throttled"
  | "closed"
  | "unavailable"
  | `upstream_${DiscoveryCode}`;

/** What is wrong with one place of the input. `pointer` is a JSON pointer into it, "" for the whole. */
export type Issue = { pointer: string; message: string };

type Details = { operator?: string; issues?: Issue[]; retryAfterSeconds?: number; cause?: unknown };

/**
 * Why a verb did nothing. `message` is for the person at the screen and says what to do; `operator` is for the log and may name
 * hosts and causes. Doors translate `code`, they never read the sentences.
 */
export class ControlPlaneError extends Error {
  override readonly name = "ControlPlaneError";
  readonly code: ErrorCode;
  readonly operator?: string;
  readonly issues?: Issue[];
  readonly retryAfterSeconds?: number;

  constructor(code: ErrorCode, message: string, { operator, issues, retryAfterSeconds, cause }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.operator = operator && onOneLine(operator);
    this.issues = issues;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Parts of a note may be other people's words, an upstream's above all: they must not start a line of their own in a log. */
const onOneLine = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]/gu, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Another organization's row and no row get this same answer. */
export const notFound = (noun: string) =>
  new ControlPlaneError("not_found", `There is no such ${noun} in this organization. It may have been deleted; reload the page.`);
