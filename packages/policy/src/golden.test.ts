import { describe, expect, test } from "vitest";
import { goldenCases, goldenFiles, judgeGolden } from "../decisions/golden.ts";
import * as engine from "./index.ts";
import { atPointer } from "./json/pointer.ts";

describe.each(goldenFiles)("%s", (file) => {
  const cases = goldenCases(file);

  test("its names are unique", () => expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length));

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const { text, compiled, request, decision, stated } = judgeGolden(engine, one);
    expect(stated).toEqual(one.expect);
    if (decision.rule !== "") expect(atPointer(JSON.parse(text), decision.rule), `pointer ${decision.rule}`).toBeDefined();
    if (request.kind !== "tool") return;
    if (one.expect.visible !== undefined) expect(engine.visible(compiled, request.name)).toBe(one.expect.visible);
    expect(engine.isHidden(compiled, request.name)).toBe(decision.hidden);
  });
});
