import { expect, test } from "vitest";
import { BadTokens } from "./bad-tokens.ts";

const minute = 60_000;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a burst makes no more look-ups than the limit; bad ones use it up, and the rest are told to wait", async () => {
  const tokens = new BadTokens(3, () => 15_000);
  const begun: unknown[] = [];
  for (let tries = 0; tries < 10; tries++) void tokens.begin("192.0.2.1").then((attempt) => begun.push(attempt));
  await settled();
  expect(begun).toHaveLength(3);
  for (const attempt of begun.slice()) (attempt as { bad(): void }).bad();
  await settled();
  expect(begun.slice(3)).toEqual([45, 45, 45, 45, 45, 45, 45]);
});

test("a crowd of good credentials from one address all get their turn", async () => {
  const tokens = new BadTokens(2, () => 0);
  let served = 0;
  const crowd = Array.from({ length: 20 }, async () => {
    const attempt = await tokens.begin("192.0.2.1");
    await settled();
    if (typeof attempt === "number") return;
    served++;
    attempt.good();
  });
  await Promise.all(crowd);
  expect(served).toBe(20);
});

test("a /64 is one source, other networks are not touched, and the next minute starts anew", async () => {
  let now = 0;
  const tokens = new BadTokens(1, () => now);
  tokens.count("2001:db8:1:2::1");
  expect(await tokens.begin("2001:db8:1:2:ffff::9")).toBe(60);
  expect(await tokens.begin("2001:db8:1:3::1")).toBeTypeOf("object");
  now = minute;
  expect(await tokens.begin("2001:db8:1:2::1")).toBeTypeOf("object");
});

test("beyond the size of the table sources are counted together", async () => {
  const tokens = new BadTokens(1, () => 0);
  for (let host = 0; host < 50_000; host++) tokens.count(`10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`);
  tokens.count("192.0.2.1");
  expect(await tokens.begin("192.0.2.2")).toBe(60);
});
