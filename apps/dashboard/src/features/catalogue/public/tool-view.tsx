import { categoryWords, plainText, revealHidden, shown } from "@portcullis/catalogue";
import { ArrowDown, ArrowRight } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { CategoryMark, RiskScale } from "./looks.tsx";
import type { ToolPage } from "./page-content.ts";
import { attackHref, serverHref, toolHref } from "./paths.ts";
import { PolicyFigure } from "./policy-figure.tsx";
import { linksInside, Section } from "./section.tsx";
import { Steps } from "./steps.tsx";
import { ToolFacts } from "./tool-facts.tsx";
import { Trail } from "./trail.tsx";
import { policyUseHref } from "./use-href.ts";
import { Paragraphs, Words } from "./words.tsx";

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
      <div className="grid min-w-0 content-start gap-10">
        <Section id="what" heading={content.whatItDoes.heading}>
          <Paragraphs of={content.whatItDoes.paragraphs} />
        </Section>
        <WhyPolicy page={page} />
        {content.attacks.items.length > 0 ? <Attacks page={page} /> : null}
        <Section id="control" heading={content.control.heading}>
          <Paragraphs of={content.control.paragraphs} />
          <PolicyFigure id="policy" text={content.control.policyText} label="Recommended policy" />
          <p className="font-medium">{content.control.effect}</p>
          <Steps steps={content.control.steps} />
          <Button asChild variant="primary" className="justify-self-start">
            <a href={policyUseHref(server.slug, tool.name)}>Use this policy</a>
          </Button>
        </Section>
        {content.related.tools.length > 0 ? <Related page={page} /> : null}
        <Section id="questions" heading={content.questions.heading}>
          {content.questions.items.map(({ question, answer, policyText }) => (
            <div key={plainText(question)} className="grid max-w-2xl gap-1.5">
              <h3 className="wrap-anywhere font-semibold">
                <Words text={question} />
              </h3>
              <p className="wrap-anywhere text-[0.9375rem] leading-6.5">
                <Words text={answer} />
              </p>
              {policyText ? (
                <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5">
                  {policyText}
                </pre>
              ) : null}
            </div>
          ))}
        </Section>
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

function WhyPolicy({ page: { content } }: { page: ToolPage }) {
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

function Attacks({ page: { content } }: { page: ToolPage }) {
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

function Related({ page: { tool, content } }: { page: ToolPage }) {
  const { heading, paragraphs, tools } = content.related;
  return (
    <Section id="related" heading={heading}>
      <Paragraphs of={paragraphs} />
      <ul className="divide-y border-y [&>li]:grid [&>li]:gap-x-4 [&>li]:gap-y-0.5 [&>li]:py-2.5 sm:[&>li]:grid-cols-[minmax(0,1fr)_7rem] [&_a:hover]:underline [&_a]:font-mono [&_a]:text-sm [&_p]:text-ink-muted [&_p]:text-sm sm:[&_p]:col-span-2">
        {tools.map(({ name, category, rule }) => {
          const sibling = tool.siblings.find((one) => shown(one.name, 120) === name);
          return (
            <li key={name}>
              {sibling ? (
                <a href={toolHref(tool.serverSlug, sibling.name)} className="wrap-anywhere">
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
