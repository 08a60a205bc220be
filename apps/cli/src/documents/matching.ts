import type * as z from "zod";
import { didYouMean } from "../input/nearest.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { atPointer, type JsonDocument } from "./json-document.ts";

/**
 * The value at a pointer of the document as the schema takes it. Otherwise the input is unusable: one line per problem with its
 * place, for an unknown field with the nearest of the `known` names.
 */
export function matching<Schema extends z.ZodType>(
  document: JsonDocument,
  { value, pointer, schema, known = [] }: { value: unknown; pointer: string; schema: Schema; known?: readonly string[] },
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) => {
    const path = `${pointer}${issue.path.map((token) => `/${escaped(String(token))}`).join("")}`;
    if (issue.code !== "unrecognized_keys") return [`${atPointer(document, path)} ${issue.message} (${path || "/"})`];
    return issue.keys.map((key) => {
      const at = `${path}/${escaped(key)}`;
      return `${atPointer(document, at)} The field ${JSON.stringify(key)} is not known here.${didYouMean(key, known)} (${at})`;
    });
  });
  throw new UnusableInput(...lines);
}

const escaped = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");
