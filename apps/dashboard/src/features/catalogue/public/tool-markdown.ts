import { categoryWords, markdownCode, markdownText, shown } from "@portcullis/catalogue";
import { bullets, escaped, fenced, heading, link, markdownPage, numbered, paragraphs } from "./markdown.ts";
import type { ToolPage } from "./page-content.ts";
import { attackHref, serverHref, toolHref } from "./paths.ts";
import { policyUseHref } from "./use-href.ts";

/** The Markdown twin of a tool's page: the same parts from the same content. */
export function toolMarkdown({ tool, content }: ToolPage): string {
  const { whyPolicy, control, related, questions } = content;
  return markdownPage([
    heading(1, content.name),
    `**${content.badge.riskName}** · ${content.badge.categoryName} · ${link(shown(tool.server.name, 80), serverHref(tool.serverSlug))}`,
    markdownText(content.summary),
    heading(2, content.whatItDoes.heading),
    paragraphs(content.whatItDoes.paragraphs),
    heading(2, whyPolicy.heading),
    paragraphs(whyPolicy.paragraphs),
    bullets(
      whyPolicy.evidence.map(
        ({ fieldName, quote, because, says }) => `“${escaped(quote)}” (${fieldName}, for ${categoryWords[says].name}): ${because}`,
      ),
    ),
    bullets(
      whyPolicy.signals.map(
        ({ name, quote, because, pointer }) =>
          `${name}: “${escaped(quote)}”${pointer ? ` ${markdownCode(shown(pointer, 120))}` : ""}. ${because}`,
      ),
    ),
    heading(2, content.attacks.heading),
    paragraphs(content.attacks.paragraphs),
    bullets(content.attacks.items.map(({ slug, name, why }) => `${link(name, attackHref(slug))}: ${markdownText(why)}`)),
    heading(2, control.heading),
    paragraphs(control.paragraphs),
    fenced(control.policyText),
    escaped(control.effect),
    numbered(control.steps.map(({ title, text }) => `**${escaped(title)}** ${markdownText(text)}`)),
    link("Use this policy", policyUseHref(tool.serverSlug, tool.name)),
    heading(2, related.heading),
    paragraphs(related.paragraphs),
    bullets(
      related.tools.map(({ name, category, rule }) => {
        const sibling = tool.siblings.find((one) => shown(one.name, 120) === name);
        const label = sibling ? link(name, toolHref(tool.serverSlug, sibling.name)) : markdownCode(name);
        return `${label} (${categoryWords[category].name}): ${escaped(rule)}`;
      }),
    ),
    heading(2, questions.heading),
    questions.items.flatMap(({ question, answer, policyText }) => [
      `### ${markdownText(question)}`,
      markdownText(answer),
      policyText ? fenced(policyText) : "",
    ]),
    heading(2, content.deeper.heading),
    bullets(content.deeper.links.map(({ label, href }) => link(label, href))),
    heading(2, content.callToAction.heading),
    markdownText(content.callToAction.text),
    link("Get in touch", "/contact"),
  ]);
}
