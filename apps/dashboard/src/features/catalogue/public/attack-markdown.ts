import { type AttackPattern, categoryWords } from "@portcullis/catalogue";
import { judge, judgedWords } from "./demonstration.ts";
import { bullets, escaped, fenced, heading, link, markdownPage } from "./markdown.ts";
import { attackHref } from "./paths.ts";

/** The Markdown twin of the list of patterns. */
export const attackListMarkdown = (patterns: readonly AttackPattern[]): string =>
  markdownPage([
    heading(1, "How agents are turned against you"),
    bullets(patterns.map(({ slug, name, summary }) => `${link(name, attackHref(slug))}: ${escaped(summary)}`)),
  ]);

/** The Markdown twin of one pattern's page. */
export function attackMarkdown(pattern: AttackPattern): string {
  const { demonstration } = pattern;
  const policyText = JSON.stringify(pattern.policy, null, 2);
  return markdownPage([
    heading(1, pattern.name),
    escaped(pattern.summary),
    heading(2, "How it works"),
    pattern.how.map(escaped),
    heading(2, "A case that happened"),
    escaped(pattern.case.text),
    `Source: ${link(pattern.case.publisher, pattern.case.source)}, ${pattern.case.date}`,
    heading(2, "Which tools it reaches"),
    bullets(
      pattern.exposes.map(
        (category) => `${categoryWords[category].name}: ${escaped(pattern.why[category] ?? categoryWords[category].meaning)}`,
      ),
    ),
    heading(2, "What stops it"),
    pattern.defence.map(escaped),
    fenced(policyText),
    heading(3, demonstration.name),
    fenced(`tools/call ${demonstration.call.tool} ${JSON.stringify(demonstration.call.arguments ?? {})}`, "text"),
    escaped(judgedWords(judge(policyText, demonstration), demonstration.call.tool)),
  ]);
}
