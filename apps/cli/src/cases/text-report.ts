import { type Console, paint } from "../console.ts";
import { atPosition } from "../documents/json-document.ts";
import type { Verdict } from "./judge-case.ts";
import type { GoldenCase } from "./read-cases.ts";

export type Judged = { one: GoldenCase; verdict: Verdict };

/** For people: every case that did not pass, what it expected (-) and what was decided (+), and how many passed. */
export function textReport(judged: readonly Judged[], io: Console): string {
  const failures = judged.filter(({ verdict }) => verdict.status !== "passed");
  const blocks = failures.map(({ one, verdict }) => {
    const title = `${paint(io, "red", "FAIL")} ${atPosition(one.file, one.position)} ${paint(io, "bold", one.name)}`;
    return `${[title, ...detailLines(verdict, io)].join("\n  ")}\n\n`;
  });
  const passed = judged.length - failures.length;
  const tally = `${passed} passed, ${failures.length} failed`;
  return `${blocks.join("")}${paint(io, failures.length > 0 ? "red" : "green", tally)}\n`;
}

/** What is to be said about a case that did not pass, line by line. */
export function detailLines(verdict: Verdict, io: Console): string[] {
  switch (verdict.status) {
    case "passed":
      return [];
    case "error":
      return verdict.findings.map(({ code, message, pointer }) => `The policy is not valid: ${code} ${message} (${pointer || "/"})`);
    case "failed":
      return [
        ...verdict.differences.flatMap(({ field, expected, actual }) => [
          paint(io, "red", `- ${field}: ${JSON.stringify(expected)}`),
          paint(io, "green", `+ ${field}: ${actual === undefined ? "(none)" : JSON.stringify(actual)}`),
        ]),
        verdict.explanation,
      ];
  }
}
