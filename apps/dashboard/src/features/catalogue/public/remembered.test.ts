import { expect, test } from "vitest";
import { remembering } from "./remembered.ts";

test("asks once a minute, never keeps a failure, and holds no more than it may", async () => {
  let now = 0;
  let asked = 0;
  const remembered = remembering({ secondsMax: 60, entriesMax: 2, now: () => now });
  const ask = async () => ++asked;
  expect(await Promise.all([remembered("a", ask), remembered("a", ask)])).toEqual([1, 1]);
  now = 60_000;
  expect(await remembered("a", ask)).toBe(2);
  await remembered("b", ask);
  await remembered("c", ask);
  expect(await remembered("a", ask)).toBe(5);
  expect(await remembered("y", async () => null)).toBeNull();
  expect(await remembered("y", async () => "here now")).toBe("here now");
  await expect(remembered("x", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect(await remembered("x", async () => "up")).toBe("up");
});
