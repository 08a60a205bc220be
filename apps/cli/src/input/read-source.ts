import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { UnusableInput } from "./unusable-input.ts";

/** The text of a file, or of standard input for "-", and the name that messages call it by. */
export type Source = { name: string; text: string };

export async function readSource(file: string, stdin: NodeJS.ReadableStream): Promise<Source> {
  const name = file === "-" ? "stdin" : file;
  const bytes = await (file === "-" ? buffer(stdin) : readFile(file)).catch((error: NodeJS.ErrnoException) => {
    throw new UnusableInput(`${name} ${problems[error.code ?? ""] ?? `cannot be read: ${error.message}`}`);
  });
  try {
    return { name, text: utf8.decode(bytes) };
  } catch {
    throw new UnusableInput(`${name} is not UTF-8 text.`);
  }
}

// A byte order mark is kept, so that it is refused like everywhere else instead of vanishing here.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const problems: Record<string, string> = {
  ENOENT: "does not exist.",
  ENOTDIR: "does not exist.",
  EISDIR: "is a folder, not a file.",
  EACCES: "may not be read.",
};
