import { detailLines, type Judged } from "./text-report.ts";

/** For machines: JUnit XML, one suite per file. No times are in it, so the same cases give the same bytes. */
export function junitReport(judged: readonly Judged[]): string {
  const lines = byFile(judged).flatMap(([file, cases]) => [
    `  <testsuite ${attributes({ name: file, ...counts(cases) })}>`,
    ...cases.map((each) => testCase(file, each)),
    "  </testsuite>",
  ]);
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${attributes(counts(judged))}>`, ...lines, "</testsuites>", ""].join("\n");
}

const byFile = (judged: readonly Judged[]): [string, Judged[]][] => {
  const files = new Map<string, Judged[]>();
  for (const each of judged) {
    const cases = files.get(each.one.file);
    if (cases) cases.push(each);
    else files.set(each.one.file, [each]);
  }
  return [...files];
};

const counts = (cases: readonly Judged[]) => ({
  tests: cases.length,
  failures: cases.filter(({ verdict }) => verdict.status === "failed").length,
  errors: cases.filter(({ verdict }) => verdict.status === "error").length,
});

const testCase = (file: string, { one, verdict }: Judged): string => {
  const open = `    <testcase ${attributes({ classname: file, name: one.name, file, line: one.position.line })}`;
  if (verdict.status === "passed") return `${open}/>`;
  const [tag, message] = verdict.status === "failed" ? ["failure", "decided otherwise"] : ["error", "the policy is not valid"];
  const details = detailLines(verdict, { out: () => {}, error: () => {} }).join("\n");
  return `${open}>\n      <${tag} ${attributes({ message })}>${xmlText(details)}</${tag}>\n    </testcase>`;
};

const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${xmlText(String(value)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;")}"`)
    .join(" ");

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

// XML 1.0 has no way at all to write most control characters or half a surrogate pair; they are shown as JSON would.
const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/[&<>"]/g, (char) => entities[char]!);
