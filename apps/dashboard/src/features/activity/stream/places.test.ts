import { expect, test } from "vitest";
import { placesOf } from "./places.ts";

test("each person has some places, all have so many together, and one is given back once", () => {
  const { enter } = placesOf({ perUserMax: 2, inAllMax: 3 });
  const leave = enter("a");
  expect([enter("a"), enter("a"), enter("b"), enter("c")].map(Boolean)).toEqual([true, false, true, false]);
  leave?.();
  leave?.();
  expect([enter("c"), enter("c")].map(Boolean)).toEqual([true, false]);
});
