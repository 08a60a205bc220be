import { readSource, type Source } from "../input/read-source.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { type Position, positionAt, positionOf } from "../json/position.ts";
import { NotJson, readJson, type Syntax } from "../json/read-json.ts";

/** A JSON file with its places. */
export type JsonDocument = Source & { root: Syntax };

/** Reads a file, or standard input for "-". What is not JSON is unusable, with the place. */
export async function readDocument(file: string, stdin: NodeJS.ReadableStream): Promise<JsonDocument> {
  return documentOf(await readSource(file, stdin));
}

export function documentOf(source: Source): JsonDocument {
  return { ...source, root: located(source, () => readJson(source.text)) };
}

/** Runs something that may find the text not to be usable JSON, and says where. */
export function located<Result>({ name, text }: Source, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw new UnusableInput(`${atPosition(name, positionAt(text, error.offset))} ${error.message}`);
  }
}

/** `file:line:column` of a place. */
export const atPosition = (name: string, { line, column }: Position): string => `${name}:${line}:${column}`;

/** `file:line:column` of what a pointer names. */
export const atPointer = ({ name, text, root }: JsonDocument, pointer: string): string => atPosition(name, positionOf(text, root, pointer));
