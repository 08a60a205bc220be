import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { run } from "../run.ts";

/** A folder for one test file, and the command line run in this process on files in it. No setting is given: a database would be missed. */
export function workbench() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "portcullis-cli-"));
  return {
    folder,
    /** Writes a file (values as one line of JSON) and answers with its full name. */
    file(name: string, content: unknown): string {
      const full = path.join(folder, name);
      writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
      return full;
    },
    /** Runs a command; `out` and `error` are what it wrote, with the folder's name cut away. */
    async portcullis(
      args: string[],
      { stdin = "", colors = false, source = {} }: { stdin?: string; colors?: boolean; source?: Record<string, string> } = {},
    ) {
      const [out, error]: [string[], string[]] = [[], []];
      const io = { out: (text: string) => void out.push(text), error: (line: string) => void error.push(`${line}\n`), colors };
      const code = await run({ args, source, io, stdin: Readable.from([stdin]) });
      const local = (text: string) => text.replaceAll(`${folder}${path.sep}`, "");
      return { code, out: local(out.join("")), error: local(error.join("")) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
