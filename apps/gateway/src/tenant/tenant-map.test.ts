import { expect, test } from "vitest";
import { TenantMap } from "./tenant-map.ts";

type Entry = { organization: string; n: number };
const mapOf = (max: number, shareMax: number) =>
  new TenantMap<Entry>({ max, shareMax, organizationOf: ({ organization }) => organization });
const keysIn = (map: TenantMap<Entry>, keys: string[]) => keys.filter((key) => map.get(key) !== undefined);

test("an organization beyond its share displaces its own entries, the longest unused first, and nobody else's", () => {
  const map = mapOf(10, 4);
  for (const n of [1, 2, 3]) map.set(`b${n}`, { organization: "b", n });
  for (const n of [1, 2, 3, 4]) map.set(`a${n}`, { organization: "a", n });
  map.get("a1");
  for (const n of [5, 6]) map.set(`a${n}`, { organization: "a", n });
  expect(keysIn(map, ["a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "b3"])).toEqual(["a1", "a4", "a5", "a6", "b1", "b2", "b3"]);
  for (let n = 0; n < 1_000; n++) map.set(`a${n}`, { organization: "a", n });
  expect([keysIn(map, ["b1", "b2", "b3"]).length, map.size]).toEqual([3, 7]);
});

test("in all there are no more than fit; an entry given anew or taken out is counted once", () => {
  const map = mapOf(6, 4);
  for (const organization of ["a", "b", "c"]) for (const n of [1, 2, 3]) map.set(`${organization}${n}`, { organization, n });
  expect([map.size, keysIn(map, ["a1", "a2", "a3"])]).toEqual([6, []]);
  for (let n = 0; n < 10; n++) map.set("b1", { organization: "b", n });
  expect([map.size, map.get("b1")?.n]).toEqual([6, 9]);
  map.set("b1", { organization: "d", n: 1 });
  map.delete("b1");
  map.delete("b1");
  expect([map.size, map.get("b1")]).toEqual([5, undefined]);
});
