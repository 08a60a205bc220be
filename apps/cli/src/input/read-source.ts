import { type FileHandle, open, stat } from "node:fs/promises";
import { UnusableInput } from "./unusable-input.ts";

/** The text of a file, or of standard input for "-", and the name that messages call it by. */
export type Source = { name: string; text: string };

/** More than any policy or configuration has; what a command was pointed at by mistake is not read to its end. */
export const sourceBytesMax = 32 * 1024 * 1024;

/**
 * @param file a path, or "-"; a pipe is read as well where a person named it, a device never is
 * @throws UnusableInput what is there cannot be read, is no file, is too large, or is no text
 */
export async function readSource(file: string, stdin: NodeJS.ReadableStream, bytesMax = sourceBytesMax): Promise<Source> {
  const name = file === "-" ? "stdin" : file;
  const bytes = await (file === "-" ? upToMax(name, stdin, bytesMax) : bytesOf(file, bytesMax)).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof UnusableInput) throw error;
    throw new UnusableInput(`${name} ${problems[error.code ?? ""] ?? `cannot be read: ${error.message}`}`);
  });
  try {
    return { name, text: utf8.decode(bytes) };
  } catch {
    throw new UnusableInput(`${name} is not UTF-8 text.`);
  }
}

async function bytesOf(file: string, bytesMax: number): Promise<Buffer> {
  // Asked before it is opened: opening a device can do things of its own.
  const found = await stat(file);
  if (found.isDirectory()) throw new UnusableInput(`${file} ${problems.EISDIR}`);
  if (!found.isFile() && !found.isFIFO()) throw new UnusableInput(`${file} is no file, but a device or a socket.`);
  if (found.size > bytesMax) throw tooLarge(file, bytesMax);
  const handle: FileHandle = await open(file, "r");
  try {
    return await upToMax(file, handle.createReadStream({ autoClose: false }), bytesMax);
  } finally {
    await handle.close();
  }
}

/** Sizes change, and pipes have none: counted while it is read. */
async function upToMax(name: string, stream: NodeJS.ReadableStream, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > bytesMax) throw tooLarge(name, bytesMax);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (name: string, bytesMax: number) =>
  new UnusableInput(`${name} is larger than ${bytesMax / 1024 / 1024} MiB; nothing of it was used.`);

// A byte order mark is kept, so that it is refused like everywhere else instead of vanishing here.
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const problems: Record<string, string> = {
  ENOENT: "does not exist.",
  ENOTDIR: "does not exist.",
  EISDIR: "is a folder, not a file.",
  EACCES: "may not be read.",
};
