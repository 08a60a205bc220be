import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Reservation } from "@portcullis/policy";
import { expect, test } from "vitest";
import { type CounterPlace, counterKey } from "./counter-key.ts";
import { newSeed, randomOf } from "./testing/admitting.ts";

type KeyOf = (reservation: Reservation, place: CounterPlace) => { key: string };

/** IS-10: 3,000 counters, more than a million pairs, of few words that are full of separators: no two have one key. */
function isInjective(keyOf: KeyOf, seed: number): void {
  const random = randomOf(seed);
  const few = ["", ".", "a", "a.", ".a", "a.a"];
  const many = [...few, "1:", "a.grant", "\u0000", ":", "é", "e\u0301", "day.false", "UTC", "UTC.1"];
  const seen = new Map<string, string>();
  for (let count = 0; count < 3_000; count++) {
    const word = () => (count % 2 === 0 ? few[random(few.length)]! : many[random(many.length)]! + many[random(many.length)]!);
    const place = { organizationId: word(), grantId: word(), serverId: word() };
    const reservation = {
      counter: word(),
      scope: (["grant", "server", "organization"] as const)[random(3)]!,
      window: random(2) === 0 ? ("day" as const) : random(3) + 1,
      rolling: random(2) === 0,
      timezone: word(),
      unit: random(2) === 0 ? ("calls" as const) : ("amount" as const),
      max: "1",
      amount: "1",
      rule: "",
    };
    const { counter, scope, window, rolling, timezone, unit } = reservation;
    const scoped = { grant: [place.grantId, place.serverId], server: [place.serverId], organization: [] }[scope];
    const tuple = JSON.stringify([place.organizationId, scope, scoped, counter, unit, String(window), rolling, timezone]);
    const { key } = keyOf(reservation, place);
    expect(seen.get(key) ?? tuple, `two counters have one key`).toBe(tuple);
    seen.set(key, tuple);
  }
}

test("IS-10: counters that differ have keys that differ", () => isInjective(counterKey, newSeed()));

test("planted PB-23 (IS-10): key joined with a dot", async () => {
  const root = path.join(import.meta.dirname, "../../../..");
  const folder = path.join(root, "node_modules/.cache/portcullis-planted");
  const outfile = path.join(folder, `${randomUUID()}.mjs`);
  const bug = {
    file: "packages/control-plane/src/gateway/counter-key.ts",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    from: "for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);",
    to: 'hash.update(parts.join("."));',
  };
  await mkdir(folder, { recursive: true });
  try {
    const entry = "packages/control-plane/src/gateway/counter-key.ts";
    await promisify(execFile)(process.execPath, [path.join(root, "scripts/plant.mjs"), entry, outfile, JSON.stringify(bug)]);
    const planted = (await import(pathToFileURL(outfile).href)) as { counterKey: KeyOf };
    expect(() => isInjective(planted.counterKey, 1)).toThrow(/two counters have one key/);
  } finally {
    await rm(outfile, { force: true });
  }
});
