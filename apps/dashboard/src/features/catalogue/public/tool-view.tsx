import { shown } from "@portcullis/catalogue";
import { ArrowDown, ArrowRight } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { RiskScale } from "./looks.tsx";
import type { ToolPage } from "./page-content.ts";
import { serverHref } from "./paths.ts";
import { ToolFacts } from "./tool-facts.tsx";
import { type SectionsContent, ToolSections } from "./tool-sections.tsx";
import { Trail } from "./trail.tsx";
import { policyUseHref } from "./use-href.ts";
import { Words } from "./words.tsx";

/** The page of one tool, section by section as the catalogue's words come. */
export function ToolView({ page }: { page: ToolPage }) {
  const { tool, content } = page;
  const { server } = tool;
  return (
    <article className="grid gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_17rem]">
      <header className="grid content-start justify-items-start gap-4 lg:col-span-2">
        <Trail steps={[["Catalogue", "/catalogue"], [shown(server.name, 80), serverHref(server.slug)], [content.name]]} />
        <RiskScale risk={content.badge.risk} />
        <h1 className="wrap-anywhere max-w-full font-mono font-semibold text-2xl tracking-tight sm:text-4xl">{content.name}</h1>
        <p className="wrap-anywhere max-w-2xl text-ink-muted text-lg leading-7">
          <Words text={content.summary} />
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <Button asChild variant="primary" size="lg">
            <a href={policyUseHref(server.slug, tool.name)}>
              Use this policy
              <ArrowRight aria-hidden />
            </a>
          </Button>
          <Button asChild size="lg">
            <a href="#control">
              {content.control.heading}
              <ArrowDown aria-hidden />
            </a>
          </Button>
        </div>
      </header>
      <ToolSections content={sectionsOf(content)} slug={server.slug} toolName={tool.name} related={relatedNames(page)} />
      <ToolFacts page={page} />
      <section className="grid justify-items-start gap-3 rounded-xl border bg-surface p-6 sm:p-8 lg:col-span-2">
        <h2 className="font-semibold text-xl tracking-tight">{content.callToAction.heading}</h2>
        <p className="max-w-2xl text-ink-muted">
          <Words text={content.callToAction.text} />
        </p>
        <div className="mt-2 flex flex-wrap gap-3">
          <Button asChild variant="primary">
            <a href={policyUseHref(server.slug)}>Govern the whole server</a>
          </Button>
          <Button asChild>
            <a href="/contact">Get in touch</a>
          </Button>
        </div>
      </section>
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
