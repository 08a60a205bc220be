"use client";

import { categoryWords, revealHidden, type ToolPageContent } from "@portcullis/catalogue";
import { Button } from "../../../ui/button.tsx";
import { CategoryMark } from "./looks.tsx";
import { attackHref, toolHref } from "./paths.ts";
import { PolicyFigure } from "./policy-figure.tsx";
import { Questions } from "./questions.tsx";
import { linksInside, Section } from "./section.tsx";
import { Steps } from "./steps.tsx";
import { policyUseHref } from "./use-href.ts";
import { Paragraphs, Words } from "./words.tsx";

export type SectionsContent = Pick<ToolPageContent, "whatItDoes" | "whyPolicy" | "attacks" | "related" | "questions" | "deeper"> & {
  control: Omit<ToolPageContent["control"], "policy">;
};

export interface ToolSectionsProps {
  content: SectionsContent;
  /** The server's. */
  slug: string;
  toolName: string;
  /** Names as shown, with the tools' real ones. */
  related: Readonly<Record<string, string>>;
}

/**
 * What a tool's page says of it, section by section. A component of the browser only so that the page carries its words once beside the
 * HTML, not each element a second time.
 */
export function ToolSections({ content, slug, toolName, related }: ToolSectionsProps) {
  return (
    <div className="grid min-w-0 content-start gap-10">
      <Section id="what" heading={content.whatItDoes.heading}>
        <Paragraphs of={content.whatItDoes.paragraphs} />
      </Section>
      <WhyPolicy content={content} />
      {content.attacks.items.length > 0 ? <Attacks content={content} /> : null}
      <Section id="control" heading={content.control.heading}>
        <Paragraphs of={content.control.paragraphs} />
        <PolicyFigure id="policy" text={content.control.policyText} label="Recommended policy" />
        <p className="font-medium">{content.control.effect}</p>
        <Steps steps={content.control.steps} />
        <Button asChild variant="primary" className="justify-self-start">
          <a href={policyUseHref(slug, toolName)}>Use this policy</a>
        </Button>
      </Section>
      {content.related.tools.length > 0 ? <Related content={content} slug={slug} related={related} /> : null}
      <Questions {...content.questions} />
      <Section id="deeper" heading={content.deeper.heading}>
        <ul className={`grid gap-1.5 ${linksInside}`}>
          {content.deeper.links.map(({ href, label }) => (
            <li key={href}>
              <a href={href}>{label}</a>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function WhyPolicy({ content }: Pick<ToolSectionsProps, "content">) {
  const { heading, paragraphs, evidence, signals } = content.whyPolicy;
  return (
    <Section id="why" heading={heading}>
      <Paragraphs of={paragraphs} />
      {evidence.length > 0 ? (
        <>
          <h3 className="mt-2 font-semibold">The words that decided</h3>
          <ul className="grid max-w-2xl gap-3 [&>li]:border-line-control [&>li]:border-l-2 [&>li]:pl-4 [&_small]:text-ink-muted [&_small]:text-sm">
            {evidence.map(({ fieldName, quote, because, says }) => (
              <li key={`${fieldName} ${quote} ${because}`}>
                <q className="wrap-anywhere">{quote}</q>
                <br />
                <small>
                  {fieldName}, for {categoryWords[says].name}: {because}
                </small>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {signals.length > 0 ? (
        <>
          <h3 className="mt-2 font-semibold">What to look at in its arguments</h3>
          <ul className="grid max-w-2xl gap-3 [&_b]:font-medium [&_code]:text-ink-muted [&_small]:text-ink-muted [&_small]:text-sm">
            {signals.map(({ kind, name, quote, because, pointer }) => (
              <li key={`${kind} ${pointer} ${quote}`} className="wrap-anywhere">
                <b>{name}</b>: <q>{quote}</q> {pointer ? <code>{revealHidden(pointer).slice(0, 120)}</code> : null}
                <br />
                <small>{because}</small>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Section>
  );
}

function Attacks({ content }: Pick<ToolSectionsProps, "content">) {
  const { heading, paragraphs, items } = content.attacks;
  return (
    <Section id="attacks" heading={heading}>
      <Paragraphs of={paragraphs} />
      <ul className={`grid max-w-2xl gap-3 ${linksInside}`}>
        {items.map(({ slug, name, why }) => (
          <li key={slug}>
            <a href={attackHref(slug)}>{name}</a>
            <br />
            <span className="text-ink-muted">
              <Words text={why} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Related({ content, slug, related }: Omit<ToolSectionsProps, "toolName">) {
  const { heading, paragraphs, tools } = content.related;
  return (
    <Section id="related" heading={heading}>
      <Paragraphs of={paragraphs} />
      <ul className="divide-y border-y [&>li]:grid [&>li]:gap-x-4 [&>li]:gap-y-0.5 [&>li]:py-2.5 sm:[&>li]:grid-cols-[minmax(0,1fr)_7rem] [&_a:hover]:underline [&_a]:font-mono [&_a]:text-sm [&_p]:text-ink-muted [&_p]:text-sm sm:[&_p]:col-span-2">
        {tools.map(({ name, category, rule }) => {
          const real = related[name];
          return (
            <li key={name}>
              {real !== undefined ? (
                <a href={toolHref(slug, real)} className="wrap-anywhere">
                  {name}
                </a>
              ) : (
                <code>{name}</code>
              )}
              <CategoryMark category={category} />
              <p>{rule}</p>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
