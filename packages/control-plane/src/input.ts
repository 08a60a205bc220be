import type { z } from "zod";
import { ControlPlaneError, type Issue } from "./errors.ts";

/** Reads a verb's input. @throws ControlPlaneError invalid, with a JSON pointer for each place that is wrong */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new ControlPlaneError("invalid", issues.map((issue) => issue.message).join(" "), {
    operator: issues.map((issue) => `${issue.pointer || "/"}: ${issue.message}`).join("; "),
    issues,
  });
}

/** zod's issues with JSON pointers; an unknown member is pointed at itself, not at its parent. */
export const issuesOf = (error: z.ZodError): Issue[] =>
  error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), message: `"${key}" is not known here.` }))
      : [{ pointer: pointer(issue.path), message: sentence(issue.message) }],
  );

export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const sentence = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`);
