import type { Decision } from "@portcullis/policy";
import { patchText } from "../../policies/editor/patch-text.ts";
import type { SimulatorFacts } from "./facts.ts";
import { writtenElements } from "./written-value.ts";

/** A decided call as a golden case (policy-language.md section 7). The message's arguments stay as they are spelled. */
export function caseText(name: string, call: { tool: string; args: string }, facts: SimulatorFacts, decision: Decision): string {
  const { effect, reason, rule } = decision;
  const written = factsText(facts);
  const members = [
    `"name": ${JSON.stringify(name)}`,
    `"call": { "tool": ${JSON.stringify(call.tool)}, "arguments": ${call.args.trim() || "{}"} }`,
    ...(written === undefined ? [] : [`"facts": ${written}`]),
    `"expect": ${JSON.stringify({ effect, reason, rule })}`,
  ];
  return `{ ${members.join(", ")} }`;
}

const factsText = ({ grant, client, time, used, approved }: SimulatorFacts): string | undefined => {
  const facts = {
    ...(grant.label !== "" && { grant }),
    ...((client.name || client.version) && { client }),
    ...(time !== "" && { time }),
    ...(Object.keys(used).length > 0 && { used }),
    ...(approved && { approved }),
  };
  return Object.keys(facts).length === 0 ? undefined : JSON.stringify(facts);
};

/** A file of cases as `portcullis test` takes it. */
export const casesFile = (cases: readonly string[]): string =>
  `[\n${cases.map((text) => `  ${text.replaceAll("\n", "\n  ")}`).join(",\n")}\n]\n`;

/**
 * The cases of a file: an array of them, or one, each as it is written. What names a policy or tools of its own is left without: these are
 * judged by this policy.
 * @throws SyntaxError where it is not JSON
 */
export function casesIn(file: string): string[] {
  JSON.parse(file);
  return writtenElements(file).map((text) => {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return text;
    const foreign = ["policy", "policyText", "tools"].filter((name) => Object.hasOwn(value, name));
    return (
      patchText(
        text,
        foreign.map((name) => ({ op: "remove", path: `/${name}` })),
      ) ?? text
    );
  });
}
