import { compile, judgeCase, parsePolicy, readPolicyCase, type ToolFacts } from "@portcullis/policy";

export type SavedTest = { id: string; name: string; case: string };
/** `problem` is undefined when it passes; null while the document cannot be compiled. */
export type JudgedTest = SavedTest & { problem: string | undefined | null };

/** Saved tests, judged by a text as publishing will judge them. */
export function judgeTests(tests: readonly SavedTest[], document: string, tools: readonly ToolFacts[]): JudgedTest[] {
  const parsed = parsePolicy(document);
  const compiled = parsed.ok ? compiledOrNull(parsed.policy, tools) : null;
  return tests.map((one) => {
    if (compiled === null) return { ...one, problem: null };
    const read = readPolicyCase(one.case);
    if (!read.ok) return { ...one, problem: read.problem };
    const { differences } = judgeCase(read.case, compiled);
    if (differences.length === 0) return { ...one, problem: undefined };
    return {
      ...one,
      problem: `${differences.map(({ field, expected, actual }) => `${field} is ${shown(actual)}, not ${shown(expected)}`).join("; ")}.`,
    };
  });
}

const compiledOrNull = (...[policy, tools]: Parameters<typeof compile>) => {
  try {
    return compile(policy, tools);
  } catch {
    return null;
  }
};

const shown = (value: unknown): string => (value === undefined ? "absent" : JSON.stringify(value));
