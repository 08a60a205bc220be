import type { PolicyImpact } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { impactWords } from "./impact-words.ts";

const nothing: PolicyImpact = {
  liveVersion: 2,
  observing: { before: false, after: false },
  tools: { total: 102, changes: [] },
  replay: { of: "policy", judged: 0, since: null, more: false, same: 0, refused: 0, held: 0, allowed: 0, unknown: 0, groups: [] },
};
const change = { tool: "x", category: "read", before: null, after: { state: "denied" as const, rule: "/default" } };

test("counts as sentences", () => {
  expect(impactWords(nothing)).toMatchObject({ tools: "No tool changes.", replay: { headline: "No recorded calls to judge." } });
  const { tools, replay } = impactWords({
    ...nothing,
    tools: { total: 102, changes: Array.from({ length: 12 }, () => change) },
    replay: { ...nothing.replay, judged: 3_214, same: 3_160, refused: 14, held: 2, unknown: 40, since: new Date(2026, 10, 22), more: true },
  });
  expect(tools).toBe("12 of 102 tools change.");
  expect(replay.headline).toBe("Of 3,214 recorded calls, 14 would be refused, 2 would be held for approval and 40 cannot be told.");
  expect(replay.details.join(" ")).toMatch(/Values of arguments are not recorded.*older ones were not judged.*Limits are not replayed/);
});

test("one is one; none is none; other people's calls are said to be theirs", () => {
  const one = {
    ...nothing,
    tools: { total: 3, changes: [change] },
    replay: { ...nothing.replay, of: "server" as const, judged: 1, same: 1 },
  };
  expect(impactWords(one).tools).toBe("1 of 3 tools changes.");
  expect(impactWords(one).replay.headline).toBe("Of 1 recorded call of this server, none would be decided otherwise.");
  const passing = { ...nothing, replay: { ...nothing.replay, judged: 5, same: 4, allowed: 1 } };
  expect(impactWords(passing).replay.headline).toBe("Of 5 recorded calls, 1 that was refused or held would pass.");
});

test("to stop enforcing is never silent", () => {
  expect(impactWords({ ...nothing, observing: { before: false, after: true } }).observing).toMatch(/nothing would be blocked any more/);
  expect(impactWords({ ...nothing, observing: { before: true, after: false } }).observing).toMatch(/would enforce/);
  expect(impactWords(nothing).observing).toBe(null);
});
