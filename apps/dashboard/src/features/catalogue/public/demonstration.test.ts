import { attackPatterns } from "@portcullis/catalogue";
import { describe, expect, test } from "vitest";
import { attackMarkdown } from "./attack-markdown.ts";
import { judge, judgedWords } from "./demonstration.ts";

test("there are at least twelve patterns", () => expect(attackPatterns.length).toBeGreaterThanOrEqual(12));

describe.each(attackPatterns.map((pattern) => ({ pattern, slug: pattern.slug })))("$slug", ({ pattern }) => {
  test("the engine answers the demonstration as the page says, and the twin quotes it", () => {
    const { demonstration, policy } = pattern;
    const judged = judge(JSON.stringify(policy), demonstration);
    const { effect, reason, rule, visible } = demonstration.expect;
    expect(judged).toMatchObject({ effect, reason, rule, ...(visible === undefined ? {} : { listed: visible }) });
    expect(judgedWords(judged, demonstration.call.tool)).toMatch(effect === "allow" ? /goes through/ : /is refused at/);
    expect(attackMarkdown(pattern)).toContain("What stops it");
  });
});

test("what cannot be read is said, not judged", () => {
  const [pattern] = attackPatterns;
  if (!pattern) throw new Error("no pattern");
  expect(judge("{", pattern.demonstration)).toHaveProperty("problem");
  expect(judge(JSON.stringify(pattern.policy), pattern.demonstration, "{x")).toEqual({ problem: "The arguments are not JSON." });
});
