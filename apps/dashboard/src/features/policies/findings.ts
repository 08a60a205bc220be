import { type LintFacts, lint } from "@portcullis/policy";
import { type LocatedFinding, locateFindings, syntaxFinding } from "./editor/located-finding.ts";

/** What is wrong with the text, by the engine the control plane asks at publish, each finding at its place in the text. */
export function findingsIn(text: string, facts: LintFacts): LocatedFinding[] {
  const syntax = syntaxFinding(text);
  return syntax ? [syntax] : locateFindings(text, lint(text, facts));
}
