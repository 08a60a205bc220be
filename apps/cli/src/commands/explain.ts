import { compile, type Decision, evaluate, explain as explainDecision, settle, type ToolFacts, visible } from "@portcullis/policy";
import { type Console, type ExitCode, exit, paint } from "../console.ts";
import { type Call, callOf } from "../documents/call.ts";
import { CaseFacts, factNames, splitFacts } from "../documents/facts.ts";
import { atPointer, located, readDocument } from "../documents/json-document.ts";
import { matching } from "../documents/matching.ts";
import { readPolicy } from "../documents/policy-document.ts";
import { readTools } from "../documents/tools-document.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { toNode } from "../json/to-node.ts";

/** `explain POLICY CALL [--tools FILE] [--facts FILE]`: how a call is decided, and by which rule. */
export async function explain(args: string[], io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments(
    "explain",
    args,
    { tools: "text", facts: "text" },
    { names: 'a POLICY and a CALL; one of them may be "-"', min: 2, max: 2 },
  );
  const [policyFile, callFile] = files as [string, string];
  const document = await readPolicy(policyFile, stdin);
  const call = await readCall(callFile, stdin);
  const tools = options.tools === undefined ? undefined : await readTools(options.tools, stdin);
  const { facts, state } = splitFacts(options.facts === undefined ? {} : await readFacts(options.facts, stdin));

  const compiled = compile(document.policy, tools ?? []);
  const decision = settle(evaluate(compiled, { ...call, facts }), state);
  const { effect, reason, rule } = decision.observed ?? decision;
  const place = rule === "" ? document.name : atPointer(document, rule);
  io.out(`${place} ${paintedEffect(io, decision, effect)} ${reason}${rule === "" ? "" : ` (${rule})`}\n`);
  io.out(`${explainDecision(decision, document.policy)}\n`);
  if (call.kind === "tool") io.out(`tools/list ${visible(compiled, call.name) ? "shows" : "does not show"} the tool.\n`);
  for (const note of notes(call, tools)) io.error(note);
  return exit.done;
}

async function readCall(file: string, stdin: NodeJS.ReadableStream): Promise<Call> {
  const document = await readDocument(file, stdin);
  const call = callOf(located(document, () => toNode(document.text, document.root)));
  if (typeof call === "string") throw new UnusableInput(`${document.name}: ${call}`);
  return call;
}

async function readFacts(file: string, stdin: NodeJS.ReadableStream): Promise<CaseFacts> {
  const document = await readDocument(file, stdin);
  return matching(document, { value: JSON.parse(document.text), pointer: "", schema: CaseFacts, known: factNames });
}

const paintedEffect = (io: Console, decision: Decision, effect: string): string =>
  paint(io, decision.effect === "allow" ? "green" : "red", effect);

const notes = (call: Call, tools: readonly ToolFacts[] | undefined): string[] => {
  if (call.kind !== "tool") return [];
  if (tools === undefined) return ["Without --tools, the tool counts as one without category and without input schema."];
  return tools.some(({ name }) => name === call.name) ? [] : [`The tools of --tools do not have ${JSON.stringify(call.name)}.`];
};
