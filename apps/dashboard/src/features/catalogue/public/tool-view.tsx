import { shown } from "@portcullis/catalogue";
import { CallToAction } from "./call-to-action.tsx";
import type { ToolPage } from "./page-content.ts";
import { tokensOf } from "./tokens.ts";
import { ToolFacts } from "./tool-facts.tsx";
import { ToolHead } from "./tool-head.tsx";
import { type SectionsContent, ToolSections } from "./tool-sections.tsx";
import { policyUseHref } from "./use-href.ts";

/** The page of one tool, section by section as the catalogue's words come. */
export function ToolView({ page }: { page: ToolPage }) {
  const { tool, classification, content } = page;
  const { server } = tool;
  return (
    <article className="grid gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_17rem]">
      <ToolHead
        server={{ slug: server.slug, name: server.name }}
        toolName={tool.name}
        shownName={content.name}
        risk={content.badge.risk}
        summary={content.summary}
        control={content.control.heading}
      />
      <ToolSections content={sectionsOf(content)} slug={server.slug} toolName={tool.name} related={relatedNames(page)} />
      <ToolFacts
        category={classification.category}
        confidence={classification.confidence}
        server={{ slug: server.slug, name: server.name, toolCount: server.toolCount, repository: server.repository }}
        tokens={tokensOf(tool.definition.length)}
        recorded={server.recordedAt.toISOString().slice(0, 10)}
      />
      <CallToAction {...content.callToAction} href={policyUseHref(server.slug)} label="Govern the whole server" className="lg:col-span-2" />
    </article>
  );
}

/** What the sections need, and no more: it is in the page a second time, for React. */
function sectionsOf({ whatItDoes, whyPolicy, attacks, control, related, questions, deeper }: ToolPage["content"]): SectionsContent {
  const { heading, paragraphs, policyText, effect, steps } = control;
  return { whatItDoes, whyPolicy, attacks, control: { heading, paragraphs, policyText, effect, steps }, related, questions, deeper };
}

/** The real name behind each name that is shown, where the tool has a page. */
function relatedNames({ tool, content }: ToolPage): Record<string, string> {
  const nameOf = new Map(tool.siblings.map(({ name }) => [shown(name, 120), name]));
  return Object.fromEntries(
    content.related.tools.flatMap(({ name }) => {
      const real = nameOf.get(name);
      return real === undefined ? [] : [[name, real]];
    }),
  );
}
