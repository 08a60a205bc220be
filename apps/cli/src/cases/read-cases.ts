import type { SettleState, ToolFacts } from "@portcullis/policy";
import { type Call, callOf } from "../documents/call.ts";
import { splitFacts } from "../documents/facts.ts";
import { atPointer, documentOf, type JsonDocument, located } from "../documents/json-document.ts";
import { matching } from "../documents/matching.ts";
import type { Source } from "../input/read-source.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { type Position, positionOf } from "../json/position.ts";
import { readJson, type Syntax } from "../json/read-json.ts";
import { toNode } from "../json/to-node.ts";
import { CaseFormat, caseFields, type Expectation } from "./case-format.ts";

/** A golden case, ready to be judged, and where it stands. */
export type GoldenCase = {
  file: string;
  position: Position;
  name: string;
  policyText: string;
  tools: readonly ToolFacts[];
  call: Call;
  state: SettleState;
  expect: Expectation;
};

/** What a case takes when it does not bring its own. */
export type Defaults = { policyText?: string; tools?: readonly ToolFacts[] };

/** The cases of a file: an array of them, or one. A file without any is unusable: a test that tests nothing passes too easily. */
export function readCases(source: Source, defaults: Defaults): GoldenCase[] {
  const document = documentOf(source);
  const value: unknown = JSON.parse(document.text);
  if (!Array.isArray(value)) return [readCase({ document, value, pointer: "", syntax: document.root, defaults })];
  if (value.length === 0) throw new UnusableInput(`${source.name} holds no cases.`);
  const items = document.root.kind === "array" ? document.root.items : [];
  return value.map((one, index) => readCase({ document, value: one, pointer: `/${index}`, syntax: items[index]!, defaults }));
}

type Part = { document: JsonDocument; value: unknown; pointer: string; syntax: Syntax; defaults: Defaults };

function readCase({ document, value, pointer, syntax, defaults }: Part): GoldenCase {
  const one = matching(document, { value, pointer, schema: CaseFormat, known: caseFields });
  const fail = (field: string, what: string): never => {
    throw new UnusableInput(`${atPointer(document, pointer + field)} ${what} (${pointer + field || "/"})`);
  };
  const written = memberOf(syntax, "policy");
  if (written && one.policyText !== undefined) fail("/policyText", "A case has a policy or a policyText, not both.");
  // As it stands in the file: parsing and printing would lose the spelling of numbers and the order of names like "42".
  const policyText = written ? document.text.slice(written.start, written.end) : (one.policyText ?? defaults.policyText);
  if (policyText === undefined) return fail("", "The case has no policy, and no --policy is given.");
  const { facts, state } = splitFacts(one.facts ?? {});
  const call = readCall({ document, syntax, callText: one.callText, fail });
  return {
    file: document.name,
    position: positionOf(document.text, document.root, pointer),
    name: one.name,
    policyText,
    tools: one.tools ?? defaults.tools ?? [],
    call: { ...call, facts },
    state,
    expect: one.expect,
  };
}

type CallPart = {
  document: JsonDocument;
  syntax: Syntax;
  callText: string | undefined;
  fail: (field: string, what: string) => never;
};

function readCall({ document, syntax, callText, fail }: CallPart): Call {
  const written = memberOf(syntax, "call");
  if ((written === undefined) === (callText === undefined)) fail("", 'A case has a "call" or a "callText".');
  const node =
    written === undefined
      ? located({ name: `${document.name}: callText`, text: callText! }, () => toNode(callText!, readJson(callText!)))
      : located(document, () => toNode(document.text, written));
  const call = callOf(node);
  return typeof call === "string" ? fail(written ? "/call" : "/callText", call) : call;
}

const memberOf = (syntax: Syntax, name: string): Syntax | undefined =>
  syntax.kind === "object" ? syntax.members.findLast((member) => member.name === name)?.value : undefined;
