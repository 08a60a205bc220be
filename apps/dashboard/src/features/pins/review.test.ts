import { expect, test } from "vitest";
import { doubtsOf, isSuspicious, named, type ReviewedTool, waitingOf, waitingWords } from "./review.ts";

const tool = (name: string, more: Partial<ReviewedTool> = {}) =>
  ({
    name,
    digest: name.repeat(2),
    state: "new",
    warnings: [],
    lookAlikes: [],
    category: { isRaised: false },
    ...more,
  }) as unknown as ReviewedTool;

test("what was refused does not wait", () => {
  const tools = [tool("a"), tool("b", { state: "changed" }), tool("c", { state: "refused" })];
  expect(waitingOf(tools).map(({ name }) => name)).toEqual(["a", "b"]);
  expect(waitingWords(tools)).toBe("1 tool is new, 1 has changed");
  expect(waitingWords([tool("a"), tool("b")])).toBe("2 tools are new");
  expect(waitingWords([tool("a", { state: "changed" }), tool("b", { state: "changed" })])).toBe("2 have changed");
  expect(named(tools.slice(0, 1))).toEqual([{ name: "a", digest: "aa" }]);
});

test("a warning, a look-alike or a riskier category asks for a closer look", () => {
  expect(isSuspicious(tool("a"))).toBe(false);
  expect(isSuspicious(tool("a", { warnings: [{}] as never }))).toBe(true);
  expect(isSuspicious(tool("a", { lookAlikes: [{}] as never }))).toBe(true);
  expect(isSuspicious(tool("a", { category: { isRaised: true } as never }))).toBe(true);
});

test("what speaks against a tool is said once each", () => {
  const warnings = [{ kind: "hidden_characters" }, { kind: "hidden_characters" }, { kind: "secrets" }] as never;
  const doubtful = tool("a", { shownName: "a", warnings, lookAlikes: [{}] as never, category: { isRaised: true } as never });
  expect(doubtsOf([doubtful])).toEqual(["a: hidden characters, secrets, riskier than before, a name like another’s"]);
});
