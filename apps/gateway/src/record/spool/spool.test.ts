import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { adoptOrphans } from "./adopt.ts";
import { crc32c } from "./crc32c.ts";
import { isAlive, ownerOf } from "./process-identity.ts";
import { frame, framesOf } from "./record-format.ts";
import { Spool } from "./spool.ts";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spool-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** A process that was there and is not any more. */
function deadOwner(): string {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  return `${ownerOf().split(".")[0]}.${pid}.1`;
}
const files = () => fs.readdirSync(folder);
const open = (more = {}) => new Spool<{ n: number }>({ folder, newId: randomUUID, ...more });

test("CRC-32C is the one of RFC 3720 (B.4)", () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
});

test("of a file that ends anywhere, and of one with a byte changed, exactly the sound records before that are read", () => {
  const payloads = ["one", "", "three, a longer one"].map((text) => Buffer.from(text));
  const file = Buffer.concat(payloads.map((payload) => frame(payload)));
  const ends = [8 + 3, 8 + 3 + 8, file.length];
  for (let length = 0; length <= file.length; length++) {
    const whole = ends.filter((end) => end <= length).length;
    expect([...framesOf(file.subarray(0, length))].map(String)).toEqual(payloads.slice(0, whole).map(String));
  }
  for (let at = 0; at < file.length; at++) {
    const rotten = Buffer.from(file);
    rotten[at]! ^= 0x40;
    const whole = ends.filter((end) => end <= at).length;
    expect([...framesOf(rotten)].map(String)).toEqual(payloads.slice(0, whole).map(String));
  }
});

test("records are kept until the database has them; files whose records it has are gone; nobody else can read them", () => {
  const spool = open({ segmentBytesMax: 100 });
  for (let n = 0; n < 50; n++) spool.append({ n });
  expect(files().length).toBeGreaterThan(5);
  for (const name of files()) expect(fs.statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  expect(spool.oldest(3).map(({ record }) => record.n)).toEqual([0, 1, 2]);
  spool.done(spool.oldest(45));
  expect(spool.waiting).toBe(5);
  spool.close();
  // What the database does not have stays for whoever adopts it.
  const left = files().flatMap((name) =>
    [...framesOf(fs.readFileSync(path.join(folder, name)))].map((payload) => JSON.parse(String(payload)).n),
  );
  expect(left).toEqual(expect.arrayContaining([45, 46, 47, 48, 49]));
  expect(files().length).toBeLessThan(4);
});

test("it says how old it is and when it is full", async () => {
  const spool = open({ bytesMax: 60 });
  expect([spool.isFull, spool.ageMs]).toEqual([false, 0]);
  for (let n = 0; n < 4; n++) spool.append({ n });
  expect(spool.isFull).toBe(true);
  await expect.poll(() => spool.ageMs).toBeGreaterThan(20);
  spool.done(spool.oldest(10));
  expect(spool.ageMs).toBe(0);
  spool.close();
});

test("files of the dead are adopted once, those of the living never", () => {
  const records = Buffer.concat([1, 2, 3].map((n) => frame(Buffer.from(JSON.stringify({ n })))));
  const orphan = path.join(folder, `${randomUUID()}.${deadOwner()}.spool`);
  fs.writeFileSync(orphan, Buffer.concat([records, frame(Buffer.from("torn")).subarray(0, 9)]));
  const living = open();
  living.append({ n: 9 });
  const [adopted, ...more] = adoptOrphans(folder, JSON.parse);
  expect([adopted?.records, more]).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }], []]);
  expect(adoptOrphans(folder, JSON.parse)).toEqual([]);
  adopted?.remove();
  expect(files()).toHaveLength(1);
  living.close();
});

test("a process that has our id and began at another time is another process", () => {
  const [host, pid, start] = ownerOf().split(".");
  // However long the file lies there: a process that can be looked at is looked at.
  expect(isAlive(ownerOf(), 1e9)).toBe(true);
  if (start !== "0") expect(isAlive(`${host}.${pid}.${Number(start) + 1}`, 0)).toBe(false);
  expect(isAlive(deadOwner(), 0)).toBe(false);
});

test("of a container that was replaced the file tells: its owner touches it while it lives, and writes to it no more once it could be adopted", async () => {
  const elsewhere = path.join(folder, `${randomUUID()}.other-host-12ab-pid___1_.1.1.spool`);
  fs.writeFileSync(elsewhere, frame(Buffer.from(JSON.stringify({ n: 1 }))));
  expect(adoptOrphans(folder, JSON.parse)).toEqual([]);
  const longAgo = new Date(Date.now() - 31_000);
  fs.utimesSync(elsewhere, longAgo, longAgo);
  expect(adoptOrphans(folder, JSON.parse).map(({ records }) => records)).toEqual([[{ n: 1 }]]);

  vi.useFakeTimers();
  const spool = open();
  spool.append({ n: 2 });
  const own = files().find((name) => name.includes(ownerOf()) && !name.startsWith(path.basename(elsewhere).slice(0, 36)))!;
  fs.utimesSync(path.join(folder, own), longAgo, longAgo);
  await vi.advanceTimersByTimeAsync(2_000);
  vi.useRealTimers();
  await expect.poll(() => Date.now() - fs.statSync(path.join(folder, own)).mtimeMs).toBeLessThan(10_000);
  spool.close();
});

test("a process that was frozen for as long as its files may lie untouched goes on in a new one", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const spool = open();
  spool.append({ n: 1 });
  vi.advanceTimersByTime(14_000);
  spool.append({ n: 2 });
  expect(files()).toHaveLength(1);
  vi.advanceTimersByTime(16_000);
  spool.append({ n: 3 });
  vi.useRealTimers();
  expect(files()).toHaveLength(2);
  expect(spool.oldest(9).map(({ record }) => record.n)).toEqual([1, 2, 3]);
  spool.close();
});

test("kill -9: whatever append has returned for is adopted", async () => {
  const source = `
    import { Spool } from ${JSON.stringify(path.join(import.meta.dirname, "spool.ts"))};
    const spool = new Spool({ folder: ${JSON.stringify(folder)}, newId: () => crypto.randomUUID(), segmentBytesMax: 4096 });
    for (let n = 0; ; n++) { spool.append({ n, pad: "x".repeat(n % 200) }); if (n % 50 === 0) { process.stdout.write(n + "\\n"); await new Promise(setImmediate); } }`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", source], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (said.split("\n").length > 20) child.kill("SIGKILL");
  });
  await once(child, "close");
  const last = Number(said.trim().split("\n").at(-1));
  const numbers = adoptOrphans<{ n: number }>(folder, JSON.parse).flatMap(({ records }) => records.map(({ n }) => n));
  numbers.sort((a, b) => a - b);
  expect(numbers.slice(0, last + 1)).toEqual(Array.from({ length: last + 1 }, (_, n) => n));
});
