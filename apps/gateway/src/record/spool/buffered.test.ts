import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BufferedAttempt, type OutcomeRow, StoreUnavailable } from "@portcullis/control-plane/gateway";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Buffered } from "./buffered.ts";
import { ownerOf } from "./process-identity.ts";
import { frame } from "./record-format.ts";

let folder: string;
let stored: string[];
let outcomes: OutcomeRow[];
let errors: unknown[];
let answer: (attempts: readonly BufferedAttempt[]) => void;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "buffered-"));
  [stored, outcomes, errors, answer] = [[], [], [], () => {}];
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const open = () =>
  new Buffered({
    store: {
      recordBuffered: async (attempts) => {
        answer(attempts);
        stored.push(...attempts.map(({ id }) => id));
      },
      outcome: (row) => void outcomes.push(row),
    },
    folder,
    newId: randomUUID,
    onError: (error) => void errors.push(error),
    drainMs: 5,
  });
/** What a process that was killed left behind. */
function orphan(ids: readonly string[]): void {
  const owner = `${ownerOf().split(".")[0]}.${spawnSync(process.execPath, ["-e", ""]).pid}.1`;
  const records = ids.map((id) => frame(Buffer.from(JSON.stringify({ organizationId: randomUUID(), id, entry: `"(${id})"` }))));
  fs.writeFileSync(path.join(folder, `${randomUUID()}.${owner}.spool`), Buffer.concat(records));
}

test("a record that the database refuses keeps no other from its place, and its file is set aside", async () => {
  answer = (attempts) => {
    if (attempts.some(({ id }) => id === "bad"))
      throw Object.assign(new Error("malformed record literal"), { code: "22P02", severity: "ERROR" });
  };
  orphan(["one", "bad", "two"]);
  orphan(["three"]);
  const buffered = open();
  await expect.poll(() => [...stored].sort((a, b) => a.localeCompare(b))).toEqual(["one", "three", "two"]);
  await expect.poll(() => outcomes.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  await buffered.close();
  expect(fs.readdirSync(folder)).toEqual([expect.stringMatching(/\.refused$/)]);
  expect(String(errors[0])).toContain("refuses a record");
});

test("a file that cannot be read stays as it is, and the others are adopted", async () => {
  orphan(["one"]);
  const owner = `${ownerOf().split(".")[0]}.${spawnSync(process.execPath, ["-e", ""]).pid}.1`;
  const broken = path.join(folder, `${randomUUID()}.${owner}.spool`);
  fs.writeFileSync(broken, frame(Buffer.from("{no JSON")));
  const buffered = open();
  await expect.poll(() => stored).toEqual(["one"]);
  await buffered.close();
  expect(fs.readdirSync(folder)).toEqual([path.basename(broken)]);
});

test("the database is away: nothing is given up, and it is stored when it is back", async () => {
  let isAway = true;
  answer = () => {
    if (isAway) throw new StoreUnavailable(new Error("away"));
  };
  orphan(["one"]);
  const buffered = open();
  await expect.poll(() => errors.length).toBeGreaterThan(2);
  expect([stored, fs.readdirSync(folder).length]).toEqual([[], 1]);
  isAway = false;
  await expect.poll(() => stored).toEqual(["one"]);
  await buffered.close();
  expect(fs.readdirSync(folder)).toEqual([]);
});
