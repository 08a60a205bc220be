import { expect, test } from "vitest";
import { turns } from "./turns.ts";

test("small answers are read at once, large ones one per turn, in the order they came", async () => {
  const seen: string[] = [];
  turns.run(1_000_000, () => seen.push("large 1"));
  turns.run(1_000_000, () => seen.push("large 2"));
  turns.run(10, () => seen.push("small"));
  expect(seen).toEqual(["small"]);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(seen).toEqual(["small", "large 1"]);
  await turn();
  expect(seen).toEqual(["small", "large 1", "large 2"]);
  turns.run(1_000_000, () => seen.push("large 3"));
  await turn();
  expect(seen.at(-1)).toBe("large 3");
});
