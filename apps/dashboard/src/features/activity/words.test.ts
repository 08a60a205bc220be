import { expect, test } from "vitest";
import { outcomeInWords, reasons, recordedInWords, toldInWords, wasNotSent } from "./words.ts";

const refused = { effect: "deny", message: "No.", tool: "delete_all" } as const;

test("the owner reads what happened and what the agent was told of it", () => {
  expect(toldInWords({ ...refused, reason: "hidden", rule: "/hide/0" })).toEqual({
    happened: "Hidden by /hide/0: agents see no such tool.",
    told: "Unknown tool: delete_all",
  });
  expect(toldInWords({ ...refused, reason: "unknown_tool", rule: "" }).happened).toBe("The server has no tool of this name.");
  expect(toldInWords({ ...refused, reason: "denied", rule: "/tools/x/action" })).toEqual({
    happened: "Denied by the policy: /tools/x/action.",
    told: "No.",
  });
  expect(toldInWords({ ...refused, effect: "allow", reason: "allowed", rule: "/tools/x" })).toEqual({
    happened: "Allowed by /tools/x.",
    told: null,
  });
});

test("every reason and every outcome that the gateway records has its words", () => {
  const language = "no_policy hidden unknown_tool tool_not_accepted default_deny denied invalid_arguments require_failed deny_if_matched";
  const admission = "amount_not_countable limit_exceeded approval_required malformed unauthenticated grant_revoked killed stale_policy";
  const gateway =
    "store_unavailable deadline_exceeded overloaded approval_invalid duplicate_call idempotency_mismatch upstream_unreachable";
  for (const reason of `${language} ${admission} ${gateway} engine_error batch_refused unknown_method session_not_found`.split(" "))
    expect(reasons, reason).toHaveProperty(reason);
  for (const outcome of ["ok", "tool_error", "protocol_error", "timeout", "not_sent", "unknown", "refused", "held", "pending"])
    expect(outcomeInWords(outcome)).not.toBe(outcome);
});

test("of a call that was never sent nothing is said of sending", () => {
  expect(["refused", "held", "not_sent"].map(wasNotSent)).toEqual([true, true, true]);
  expect(["ok", "tool_error", "protocol_error", "timeout", "unknown", "pending", ""].filter(wasNotSent)).toEqual([]);
  expect(recordedInWords({ recording: "guaranteed", outcome: "held" })).toBe("Before it was answered");
  expect(recordedInWords({ recording: "guaranteed", outcome: "ok" })).toBe("Before it was sent");
  expect(recordedInWords({ recording: "buffered", outcome: "ok" })).toBe("Within a second (buffered)");
});
