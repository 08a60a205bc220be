import type { Decision } from "./decision.ts";

/** Would the shadow policy have answered otherwise? */
export const disagrees = ({ effect, shadow }: Pick<Decision, "effect" | "shadow">): boolean => shadow !== null && shadow.effect !== effect;

const observed: Readonly<Record<string, string>> = {
  would_deny: "Observed: would be denied",
  would_require_approval: "Observed: would need approval",
  would_limit: "Observed: would be over a limit",
};

/** What enforcing an observing policy would have done. */
export const observedInWords = (verdict: string): string => observed[verdict] ?? verdict.replaceAll("_", " ");

export const shadowInWords = (effect: "allow" | "deny"): string => (effect === "allow" ? "Shadow would allow" : "Shadow would deny");
