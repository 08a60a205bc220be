import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { catalogueSlug } from "@portcullis/catalogue";
import type { Console } from "../../console.ts";
import type { ScannedFile } from "./scanned-file.ts";

/** Writes the recommended policy of each server that has one. A file that is there with another content is left as it is, and said to be. */
export async function writePolicies(folder: string, files: readonly ScannedFile[], io: Console): Promise<{ kept: number }> {
  await mkdir(folder, { recursive: true });
  const names = new Set<string>();
  let kept = 0;
  for (const { server, policy } of files.flatMap(({ assessment }) => assessment.servers)) {
    if (!policy) continue;
    const file = path.join(folder, `${freeName(catalogueSlug(server.name) || "server", names)}.policy.json`);
    const text = `${JSON.stringify(policy.document, null, 2)}\n`;
    try {
      await writeFile(file, text, { flag: "wx" });
      io.error(`Wrote ${file}. ${policy.effect}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if ((await readFile(file, "utf8").catch(() => "")) === text) continue;
      kept += 1;
      io.error(`${file} is there already, with another content: it was left as it is.`);
    }
  }
  return { kept };
}

function freeName(base: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
