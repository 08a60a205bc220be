import { categoryWords, shown } from "@portcullis/catalogue";
import type { ReactNode } from "react";
import { CategoryMark } from "./looks.tsx";
import type { ToolPage } from "./page-content.ts";
import { serverHref } from "./paths.ts";
import { SourceLink } from "./source-link.tsx";
import { tokensOf } from "./tokens.ts";

/** The short facts beside the text; on narrow screens after it. */
export function ToolFacts({ page: { tool, classification } }: { page: ToolPage }) {
  const { server } = tool;
  return (
    <aside aria-label="Facts" className="h-fit lg:sticky lg:top-6">
      <dl className="grid divide-y rounded-lg border bg-surface px-4 text-sm [&>div]:py-3 [&_dd]:wrap-anywhere [&_dt]:text-ink-muted [&_dt]:text-xs">
        <Fact name="Category">
          <CategoryMark category={classification.category} className="text-sm" />
          <p className="mt-1 text-ink-muted text-xs">{categoryWords[classification.category].meaning}</p>
        </Fact>
        <Fact name="How sure the classification is">{Math.round(classification.confidence * 100)}%</Fact>
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
        <Fact name="Weight of its definition">about {tokensOf(tool.definition.length).toLocaleString("en-US")} tokens</Fact>
        <Fact name="Recorded">{server.recordedAt.toISOString().slice(0, 10)}</Fact>
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
