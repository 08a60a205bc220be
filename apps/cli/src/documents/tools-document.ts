import { categories, type ToolFacts } from "@portcullis/policy";
import { z } from "zod";
import type { JsonDocument } from "./json-document.ts";
import { readDocument } from "./json-document.ts";
import { matching } from "./matching.ts";

// Loose: what a server says of a tool beside these (title, description, annotations, …) decides nothing.
const Tool = z.looseObject(
  {
    name: z.string("A tool's name is a string."),
    category: z.enum(categories, `A category is one of ${categories.join(", ")}.`).optional(),
    inputSchema: z.unknown().optional(),
    accepted: z.boolean('"accepted" is true or false.').optional(),
  },
  'A tool is an object with a "name".',
);

/** What the tools of a server may be written as, in a file of their own or in a case. */
export const Tools = z
  .array(Tool, 'The tools are an array, or an answer to tools/list: an object with "tools".')
  .transform((tools): ToolFacts[] => tools.map(({ name, category, inputSchema, accepted }) => ({ name, category, inputSchema, accepted })));

/** The tools of a server: a `tools/list` result, the JSON-RPC answer around one, or an array of tools. */
export async function readTools(file: string, stdin: NodeJS.ReadableStream): Promise<ToolFacts[]> {
  const document = await readDocument(file, stdin);
  return toolsIn(document);
}

function toolsIn(document: JsonDocument): ToolFacts[] {
  let value: unknown = JSON.parse(document.text);
  let pointer = "";
  for (const wrapper of ["result", "tools"]) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, wrapper)) continue;
    value = (value as Record<string, unknown>)[wrapper];
    pointer += `/${wrapper}`;
  }
  return matching(document, { value, pointer, schema: Tools });
}
