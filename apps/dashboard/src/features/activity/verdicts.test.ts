import { expect, test } from "vitest";
import type { Decision } from "./decision.ts";
import { disagrees, observedInWords } from "./verdicts.ts";

const shadow = (effect: "allow" | "deny") => ({ effect }) as NonNullable<Decision["shadow"]>;

test.each([
  ["allow", null, false],
  ["allow", "allow", false],
  ["allow", "deny", true],
  ["deny", "allow", true],
] as const)("%s beside a shadow's %s disagrees: %s", (effect, other, expected) => {
  expect(disagrees({ effect, shadow: other && shadow(other) })).toBe(expected);
});

test("a verdict that is not known yet is still readable", () => expect(observedInWords("would_wait_long")).toBe("would wait long"));
