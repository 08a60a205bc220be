import { categoryWords, markdownCode, markdownText, shown } from "@portcullis/catalogue";
import { bullets, escaped, fenced, heading, link, markdownPage, numbered, paragraphs } from "./markdown.ts";
import type { ServerPage } from "./page-content.ts";
import { serverHref, toolHref } from "./paths.ts";
import { toolWords } from "./server-rows.tsx";
import { policyUseHref } from "./use-href.ts";

/** The Markdown twin of a server's page; it names every tool. */
export function serverMarkdown({ server, content }: ServerPage): string {
  const { control, weight, questions } = content;
  return markdownPage([
    heading(1, content.name),
    markdownText(content.summary),
    server.description ? `Described as “${escaped(shown(server.description, 300))}”` : "",
    server.toolCount === 0
      ? ["The catalogue knows of it from a registry, and registries do not list tools."]
      : [
          heading(2, "What its tools can do"),
          markdownText(content.dangerous),
          bullets(content.counts.map(({ name, count }) => `${count} ${name}`)),
          heading(2, control.heading),
          ...paragraphs(control.paragraphs),
          fenced(control.policyText),
          escaped(control.effect),
          numbered(control.steps.map(({ title, text }) => `**${escaped(title)}** ${markdownText(text)}`)),
          link("Use the recommended policy", policyUseHref(server.slug)),
          heading(2, "Its tools"),
          bullets(
            server.tools.map(
              ({ name, category }) => `${link(shown(name, 120), toolHref(server.slug, name))} (${categoryWords[category].name})`,
            ),
          ),
          heading(2, "What its definitions weigh"),
          markdownText(weight.text),
          bullets(weight.heaviest.map(({ name, tokens }) => `${markdownCode(shown(name, 60))}: ${tokens} tokens`)),
        ],
    heading(2, questions.heading),
    questions.items.flatMap(({ question, answer }) => [`### ${markdownText(question)}`, markdownText(answer)]),
    heading(2, "Similar servers"),
    bullets(server.similar.map((other) => `${link(shown(other.name, 80), serverHref(other.slug))}: ${toolWords(other)}`)),
    markdownText(content.callToAction.text),
  ]);
}
