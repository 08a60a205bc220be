import type { Tx } from "@portcullis/db";
import { compile, judgeCase, parsePolicy, readPolicyCase, type ToolFacts } from "@portcullis/policy";
import { ControlPlaneError, type Issue } from "../../errors.ts";

/** Other organizations wait meanwhile; one test takes some microseconds, and 80 ms when it was made to. */
const runMsMax = 2_000;

/** The tests of a policy that a text fails, each with a sentence. The text compiles, as lint has said. */
export async function failingTests(
  tx: Tx,
  { organizationId, policyId }: { organizationId: string; policyId: string },
  text: string,
  tools: readonly ToolFacts[],
): Promise<{ name: string; problem: string }[]> {
  const tests = await tx.policyTest.findMany({ where: { organizationId, policyId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  const parsed = parsePolicy(text);
  if (tests.length === 0 || !parsed.ok) return [];
  const compiled = compile(parsed.policy, tools);
  const until = performance.now() + runMsMax;
  return tests.flatMap(({ name, case: written }) => {
    if (performance.now() > until) return [{ name, problem: "It was not run: the tests before it took too long." }];
    const read = readPolicyCase(written);
    if (!read.ok) return [{ name, problem: read.problem }];
    const { differences } = judgeCase(read.case, compiled);
    if (differences.length === 0) return [];
    const told = differences.map(({ field, expected, actual }) => `${field} is ${shown(actual)}, not ${shown(expected)}`);
    return [{ name, problem: `${told.join("; ")}.` }];
  });
}

/** What publishing says when tests fail and nobody said "anyway". */
export function testsFail(failing: readonly { name: string; problem: string }[]): ControlPlaneError {
  const count = failing.length === 1 ? "One test fails" : `${failing.length} tests fail`;
  const issues: Issue[] = failing.map(({ name, problem }) => ({ pointer: "/tests", message: `${name}: ${problem}` }));
  return new ControlPlaneError("conflict", `${count}. Mend the policy or the tests, or publish anyway.`, { issues });
}

const shown = (value: unknown): string => (value === undefined ? "absent" : JSON.stringify(value));
