"use client";

import { categoryWords, riskOf, shown } from "@portcullis/catalogue";
import { CategoryBar, riskInk } from "./looks.tsx";
import { type NamedTools, toolsMax } from "./named-tools.ts";
import type { ServerPage } from "./page-content.ts";
import { serverHref } from "./paths.ts";
import { PolicyFigure } from "./policy-figure.tsx";
import { Questions } from "./questions.tsx";
import { linksInside, Section } from "./section.tsx";
import { Steps } from "./steps.tsx";
import { ToolNames } from "./tool-names.tsx";
import { Paragraphs, Words } from "./words.tsx";

type ServerSectionsProps = {
  /** `named`: the tools that this page names, those that can do most harm first. */
  server: { slug: string; toolCount: number; named: NamedTools };
  content: Pick<ServerPage["content"], "dangerous" | "counts" | "control" | "weight" | "questions">;
  /** How many tools pages before this one have named. */
  from: number;
};

/**
 * What the page of a server says of its tools. A component of the browser so that the page carries the words once beside the HTML, not each
 * element again; nothing in it needs a script.
 */
export function ServerSections({ server, content, from }: ServerSectionsProps) {
  const most = content.weight.heaviest[0]?.tokens ?? 1;
  return (
    <>
      <Section id="risk" heading="What its tools can do">
        <p className="font-medium">
          <Words text={content.dangerous} />
        </p>
        <CategoryBar counts={content.counts} />
      </Section>
      <Section id="control" heading={content.control.heading}>
        <Paragraphs of={content.control.paragraphs} />
        <PolicyFigure id="policy" text={content.control.policyText} label="Recommended policy" />
        <p>{content.control.effect}</p>
        <Steps steps={content.control.steps} />
      </Section>
      <Tools {...server} from={from} />
      <Section id="weight" heading="What its definitions weigh">
        <p>
          <Words text={content.weight.text} />
        </p>
        <ul className="grid max-w-3xl gap-2 [&>li]:grid [&>li]:items-center [&>li]:gap-x-4 sm:[&>li]:grid-cols-[16rem_minmax(0,1fr)_5.5rem] [&_code]:wrap-anywhere [&_i]:h-2 [&_i]:rounded-xs [&_i]:bg-accent [&_span]:text-ink-muted [&_span]:text-sm sm:[&_span]:text-right">
          {content.weight.heaviest.map(({ name, tokens }) => (
            <li key={name}>
              <code>{shown(name, 60)}</code>
              <i aria-hidden style={{ width: `${Math.max(1, (tokens / most) * 100)}%` }} />
              <span>{tokens.toLocaleString("en-US")} tokens</span>
            </li>
          ))}
        </ul>
      </Section>
      <Questions {...content.questions} />
    </>
  );
}

function Tools({ slug, toolCount, named, from }: ServerSectionsProps["server"] & { from: number }) {
  const pages = Math.ceil(toolCount / toolsMax);
  return (
    <Section id="tools" heading={toolCount === 1 ? "Its one tool" : `Its ${toolCount.toLocaleString("en-US")} tools`}>
      {named.map(([category, names]) => (
        <div key={category} className="grid gap-2">
          <h3 className={`font-semibold text-sm ${riskInk[riskOf(category)]}`}>{categoryWords[category].name}</h3>
          <ToolNames slug={slug} names={names} />
        </div>
      ))}
      {pages > 1 ? (
        <nav aria-label="Pages of tools" className={`flex flex-wrap gap-x-4 gap-y-1 ${linksInside}`}>
          {Array.from({ length: pages }, (_, index) => index + 1).map((number) =>
            (number - 1) * toolsMax === from ? (
              <b key={number} aria-current="page">
                {number}
              </b>
            ) : (
              <a key={number} href={`${serverHref(slug)}${number === 1 ? "" : `?page=${number}`}#tools`}>
                {number}
              </a>
            ),
          )}
        </nav>
      ) : null}
    </Section>
  );
}
