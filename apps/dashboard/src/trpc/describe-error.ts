import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "./router/index.ts";

export interface DescribedError {
  /** A sentence that says what happened and what to do. */
  message: string;
  /** "conflict", "invalid", "throttled", "upstream_…", "internal", or "offline". */
  reason: string;
  /** Where in the input, as JSON pointers. */
  issues: { pointer: string; message: string }[];
}

/** Any error of a query or mutation, in words for the person at the screen. */
export function describeError(error: unknown): DescribedError {
  if (error instanceof TRPCClientError) {
    const data = (error as TRPCClientError<AppRouter>).data;
    if (data) return { message: error.message, reason: data.reason ?? "internal", issues: data.issues ?? [] };
  }
  return { message: "The dashboard did not answer. Check your connection and try again.", reason: "offline", issues: [] };
}

/** The message for one field of a form, by its pointer ("/email"), if the error is about it. */
export function issueAt(error: unknown, pointer: string): string | null {
  return error ? (describeError(error).issues.find((issue) => issue.pointer === pointer)?.message ?? null) : null;
}

/** The message for the only field of a form, or else that of the whole. */
export const issueOrMessage = (error: unknown, pointer: string): string => issueAt(error, pointer) ?? describeError(error).message;
