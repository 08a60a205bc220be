import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { risingIds, uuidV7 } from "./uuid.ts";

test("has the form, time, version and variant of a UUIDv7", () => {
  const id = uuidV7(new Date(0x0123456789ab), Buffer.alloc(10, 0xff));
  expect(id).toBe("01234567-89ab-7fff-bfff-ffffffffffff");
});

test("ids rise within a millisecond, past 4,096 of them, and when the clock steps back", () => {
  let now = 1_000_000;
  const newId = risingIds(() => new Date(now), randomBytes);
  const ids = Array.from({ length: 10_000 }, newId);
  now -= 5_000;
  ids.push(newId());
  now += 60_000;
  ids.push(newId());
  expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] as string))).toBe(true);
});
