import { expect, test } from "vitest";
import { toldInWords } from "./words.ts";

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
