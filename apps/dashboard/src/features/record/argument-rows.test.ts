import { expect, test } from "vitest";
import { argumentRows } from "./argument-rows.ts";

test("each way of keeping a value is named; what is not kept is counted", () => {
  const view = JSON.stringify({
    values: { "/count": { keep: 3 }, "/host": { hash: "h1.abc" }, "/note": { sealed: true }, "/password": { dropped: "credential" } },
    more: 7,
    sealed: "…",
  });
  expect(argumentRows(view)).toEqual({
    rows: [
      { pointer: "/count", text: "3", hint: null, isSealed: false },
      { pointer: "/host", text: "h1.abc", hint: "Hashed: equal values have equal hashes", isSealed: false },
      { pointer: "/note", text: null, hint: "Encrypted", isSealed: true },
      { pointer: "/password", text: null, hint: "Left out: it looks like a credential", isSealed: false },
    ],
    more: 7,
  });
});

test.each(["", "null", "[]", '{"values":[]}', "{"])("%j is no view", (text) => {
  expect(argumentRows(text)).toBe(null);
});
