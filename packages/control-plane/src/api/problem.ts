import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { ControlPlaneError, type ErrorCode } from "../errors.ts";

/** What a refusal says: RFC 9457, with the product's own code and the places that are wrong. */
export const Problem = z.object({
  type: z.string().describe("`urn:portcullis:problem:` and the code."),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("A sentence that says what to do."),
  code: z.string(),
  issues: z
    .array(z.object({ pointer: z.string(), message: z.string() }))
    .optional()
    .describe("JSON pointers into the input."),
  requestId: z.string().describe("Also the header `X-Request-Id`: it names the line in the operator's log."),
});

/** A refusal that the door itself makes, before any verb. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;
  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  // The address is at fault, not what answers there.
  upstream_url_refused: 422,
  fresh_login: 403,
  ...{ not_found: 404, forbidden: 403, invalid: 422, conflict: 409, unauthenticated: 401, throttled: 429, closed: 403, unavailable: 503 },
};

type Where = { requestId: string; operation: string; log: (line: string, error?: unknown) => void };

/** The answer to a failure. What nobody foresaw is for the log alone. */
export function problemOf(error: unknown, { requestId, operation, log }: Where): Response {
  if (error instanceof Refusal) return answer(error.status, error.code, error.message, requestId, { headers: error.headers });
  if (error instanceof ControlPlaneError) {
    const { code, message, operator, issues, retryAfterSeconds } = error;
    if (operator) log(`api ${requestId} ${operation}: ${code}: ${operator}`);
    const status = statusOf[code] ?? (code.startsWith("upstream_") ? 502 : 500);
    const headers: Record<string, string> = retryAfterSeconds === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterSeconds)) };
    return answer(status, code, message, requestId, { issues, headers });
  }
  log(`api ${requestId} ${operation}: unforeseen`, error);
  return answer(
    500,
    "internal",
    "Something went wrong on our side. Try again; if it stays, tell whoever runs this installation the request id.",
    requestId,
  );
}

type More = { issues?: { pointer: string; message: string }[]; headers?: Record<string, string> };

function answer(status: number, code: string, detail: string, requestId: string, { issues, headers }: More = {}): Response {
  const problem = {
    type: `urn:portcullis:problem:${code}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    code,
    ...(issues && { issues }),
    requestId,
  };
  return new Response(`${JSON.stringify(problem)}\n`, { status, headers: { "content-type": "application/problem+json", ...headers } });
}
