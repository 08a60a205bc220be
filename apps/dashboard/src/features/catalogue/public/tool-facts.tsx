"use client";

import { type Category, categoryWords, shown } from "@portcullis/catalogue";
import type { ReactNode } from "react";
import { CategoryMark } from "./looks.tsx";
import { serverHref } from "./paths.ts";
import { SourceLink } from "./source-link.tsx";

export interface ToolFactsProps {
  category: Category;
  /** From 0 to 1. */
  confidence: number;
  server: { slug: string; name: string; toolCount: number; repository: string | null };
  /** About how many the definition takes. */
  tokens: number;
  /** A date, as ISO writes it. */
  recorded: string;
}

/** The short facts beside the text; on narrow screens after it. A component of the browser so that the page carries them once beside the HTML. */
export function ToolFacts({ category, confidence, server, tokens, recorded }: ToolFactsProps) {
  return (
    <aside aria-label="Facts" className="h-fit lg:sticky lg:top-6">
      <dl className="grid divide-y rounded-lg border bg-surface px-4 text-sm [&>div]:py-3 [&_dd]:wrap-anywhere [&_dt]:text-ink-muted [&_dt]:text-xs">
        <Fact name="Category">
          <CategoryMark category={category} className="text-sm" />
          <p className="mt-1 text-ink-muted text-xs">{categoryWords[category].meaning}</p>
        </Fact>
        <Fact name="How sure the classification is">{Math.round(confidence * 100)}%</Fact>
        <Fact name="Server">
          <a href={serverHref(server.slug)} className="underline underline-offset-4">
            {shown(server.name, 80)}
          </a>
          , {server.toolCount.toLocaleString("en-US")} {server.toolCount === 1 ? "tool" : "tools"}
        </Fact>
        {server.repository ? (
          <Fact name="Source">
            <SourceLink url={server.repository} />
          </Fact>
        ) : null}
        <Fact name="Weight of its definition">about {tokens.toLocaleString("en-US")} tokens</Fact>
        <Fact name="Recorded">{recorded}</Fact>
      </dl>
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  );
}
