import type { Finding } from "@portcullis/policy";
import { jsonLocator } from "./json-locator.ts";
import { jsonSyntaxProblem } from "./json-syntax.ts";

/** A finding and where it stands in the text: offsets, and the 1-based line. */
export type LocatedFinding = Finding & { from: number; to: number; line: number };

/** Ties findings to the text they were made from. Errors come first, then by place. */
export function locateFindings(text: string, findings: readonly Finding[]): LocatedFinding[] {
  const locator = jsonLocator(text);
  return findings
    .map((finding) => {
      const range = locator.range(finding.pointer, namesTheMember(finding) ? "key" : "value");
      return { ...finding, ...range, line: locator.line(range.from) };
    })
    .sort((a, b) => (a.severity === b.severity ? a.from - b.from : a.severity === "error" ? -1 : 1));
}

/** The finding for text that is not JSON, or null. Its place is known exactly and needs no pointer. */
export function syntaxFinding(text: string): LocatedFinding | null {
  const problem = jsonSyntaxProblem(text);
  if (!problem) return null;
  const line = jsonLocator(text).line(problem.from);
  return { severity: "error", code: "syntax", pointer: "", ...problem, line };
}

/** Some findings are about a member's name and not about its value. */
const namesTheMember = ({ code }: Finding): boolean => /^(unknown_|not_supported|duplicate_)/.test(code);
