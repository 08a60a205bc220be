import { randomUUID } from "node:crypto";
import { ControlPlaneError } from "@portcullis/control-plane";
import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";

/** What the page learns about a failure beside the sentence. */
export interface ErrorFacts {
  /** The control plane's code, e.g. "conflict" or "upstream_refused"; "internal" for what nobody foresaw. */
  reason: string;
  issues: { pointer: string; message: string }[];
  retryAfterSeconds?: number;
  /** Names the line in the server's log that has the details. */
  reference?: string;
}

const httpCodes: Record<string, TRPCError["code"]> = {
  not_found: "NOT_FOUND",
  forbidden: "FORBIDDEN",
  invalid: "BAD_REQUEST",
  conflict: "CONFLICT",
  unauthenticated: "UNAUTHORIZED",
  fresh_login: "FORBIDDEN",
  throttled: "TOO_MANY_REQUESTS",
  closed: "FORBIDDEN",
  unavailable: "SERVICE_UNAVAILABLE",
};

/** The one place where failures become answers: a sentence and facts for the user, the details for the server's log. */
export function toAnswer(error: unknown, path: string): TRPCError {
  const cause = error instanceof TRPCError && error.cause ? error.cause : error;
  if (cause instanceof ControlPlaneError) return fromControlPlane(cause, path);
  if (cause instanceof ZodError) return invalidInput(cause);
  if (error instanceof TRPCError && error.code !== "INTERNAL_SERVER_ERROR") return error;
  return unforeseen(error, path);
}

/** The facts that {@link toAnswer} attached, for tRPC's error formatter. */
export function factsOf(error: TRPCError): ErrorFacts {
  return error.cause instanceof AnswerFacts ? error.cause.facts : { reason: error.code.toLowerCase(), issues: [] };
}

/** The page belongs to an earlier sign-in: its token is not that of the session. Nothing is wrong with what was asked. */
export const stalePage = (): TRPCError =>
  new TRPCError({
    code: "FORBIDDEN",
    message: "You have signed in again since this page was opened. Reload it, then try again.",
    cause: new AnswerFacts({ reason: "stale_page", issues: [] }),
  });

class AnswerFacts extends Error {
  constructor(readonly facts: ErrorFacts) {
    super("answer");
  }
}

function fromControlPlane(error: ControlPlaneError, path: string): TRPCError {
  const { code, message, operator, issues = [], retryAfterSeconds } = error;
  if (operator) console.warn(`${path}: ${code}: ${operator}`);
  const httpCode = httpCodes[code] ?? (code.startsWith("upstream_") ? "BAD_GATEWAY" : "INTERNAL_SERVER_ERROR");
  return new TRPCError({ code: httpCode, message, cause: new AnswerFacts({ reason: code, issues, retryAfterSeconds }) });
}

function invalidInput(error: ZodError): TRPCError {
  const issues = error.issues.map((issue) => ({ pointer: issue.path.map((step) => `/${String(step)}`).join(""), message: issue.message }));
  const message = issues[0]?.message ?? "Something in the form is not right.";
  return new TRPCError({ code: "BAD_REQUEST", message, cause: new AnswerFacts({ reason: "invalid", issues }) });
}

function unforeseen(error: unknown, path: string): TRPCError {
  const reference = randomUUID().slice(0, 8);
  console.error(`${path}: reference ${reference}`, error);
  const message = `Something went wrong on our side. Try again; if it stays, tell whoever runs this installation the reference ${reference}.`;
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message, cause: new AnswerFacts({ reason: "internal", issues: [], reference }) });
}
