import { type Policy, parsePolicy } from "@portcullis/policy";
import { UnusableInput } from "../input/unusable-input.ts";
import { findingLine } from "./finding-line.ts";
import { type JsonDocument, readDocument } from "./json-document.ts";

/** A policy that something is to be done with; one that the engine refuses is unusable, a line for each of its errors. */
export async function readPolicy(file: string, stdin: NodeJS.ReadableStream): Promise<JsonDocument & { policy: Policy }> {
  const document = await readDocument(file, stdin);
  const parsed = parsePolicy(document.text);
  if (!parsed.ok) throw new UnusableInput(...parsed.findings.map((finding) => findingLine(document, finding)));
  return { ...document, policy: parsed.policy };
}
