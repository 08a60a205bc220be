import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { readSource, sourceBytesMax } from "./read-source.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "portcullis-source-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string, content = "") => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
const nothing = Readable.from([]);

test("a file of the largest size is read, one byte more is refused before it is read", async () => {
  const file = at("large.json");
  truncateSync(file, sourceBytesMax);
  expect((await readSource(file, nothing)).text.length).toBe(sourceBytesMax);
  truncateSync(file, sourceBytesMax + 1);
  await expect(readSource(file, nothing)).rejects.toThrow("is larger than 32 MiB");
});

test("standard input without an end is left at the limit", async () => {
  let given = 0;
  const endless = Readable.from(
    (function* () {
      for (;;) {
        given += 1024 * 1024;
        yield Buffer.alloc(1024 * 1024, 32);
      }
    })(),
  );
  await expect(readSource("-", endless)).rejects.toThrow("stdin is larger than 32 MiB");
  expect(given).toBeLessThan(sourceBytesMax * 2);
});

test("a device is not opened; a pipe that was named is read", async () => {
  await expect(readSource("/dev/zero", nothing)).rejects.toThrow("/dev/zero is no file, but a device or a socket.");
  await expect(readSource(folder, nothing)).rejects.toThrow("is a folder, not a file.");
  const pipe = path.join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const [{ text }] = await Promise.all([readSource(pipe, nothing), import("node:fs/promises").then((fs) => fs.writeFile(pipe, "{}"))]);
  expect(text).toBe("{}");
});
