import { parsePolicy } from "@portcullis/policy";

export type PolicyMode = "enforce" | "observe";

/** The mode of a document that is published or could be; anything else enforces. */
export function modeOf(document: string | null): PolicyMode {
  if (document === null) return "enforce";
  const parsed = parsePolicy(document);
  return (parsed.ok && parsed.policy.mode) || "enforce";
}
