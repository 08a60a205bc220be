import type { Demonstration } from "@portcullis/catalogue";
import { compile, evaluate, nodeOf, parsePolicy, settle, visible } from "@portcullis/policy";

/** What the engine answers: decided by the same function as in the gateway. `problem`: the policy or the call cannot be read. */
export type Judged = { effect: "allow" | "deny"; reason: string; rule: string; message: string; listed: boolean } | { problem: string };

/** Judges the call of a demonstration under a policy's text; `argumentsText` replaces the arguments. Pure. */
export function judge(policyText: string, demonstration: Demonstration, argumentsText?: string): Judged {
  const parsed = parsePolicy(policyText);
  if (!parsed.ok) return { problem: parsed.findings[0]?.message ?? "This is no policy." };
  const { tools, call, facts } = demonstration;
  let given = call.arguments;
  if (argumentsText !== undefined) {
    try {
      given = JSON.parse(argumentsText);
    } catch {
      return { problem: "The arguments are not JSON." };
    }
  }
  const compiled = compile(parsed.policy, [...tools]);
  const decision = settle(
    evaluate(compiled, {
      kind: "tool",
      name: call.tool,
      ...(given === undefined ? {} : { arguments: nodeOf(given) }),
      ...(facts && {
        facts: { grant: facts.grant, client: facts.client, now: facts.time === undefined ? undefined : Date.parse(facts.time) },
      }),
    }),
    { used: facts?.used ?? {}, approved: facts?.approved },
  );
  const { effect, reason, rule, message } = decision;
  return { effect, reason, rule, message, listed: visible(compiled, call.tool) };
}

/** The answer as a sentence. */
export function judgedWords(judged: Judged, tool: string): string {
  if ("problem" in judged) return judged.problem;
  const listed = judged.listed ? "" : " The tool is not listed to the agent.";
  if (judged.effect === "allow") return `The call of ${tool} goes through (${judged.rule}).${listed}`;
  return `The call of ${tool} is refused at ${judged.rule}: “${judged.message}”${listed}`;
}
