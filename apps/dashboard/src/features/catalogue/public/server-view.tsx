import { type Category, categoryOrder, categoryWords, plainText, riskOf, shown } from "@portcullis/catalogue";
import { ArrowRight } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { CategoryBar, riskInk } from "./looks.tsx";
import type { ServerPage } from "./page-content.ts";
import { serverHref } from "./paths.ts";
import { PolicyFigure } from "./policy-figure.tsx";
import { linksInside, Section } from "./section.tsx";
import { ServerRows } from "./server-rows.tsx";
import { SourceLink } from "./source-link.tsx";
import { Steps } from "./steps.tsx";
import { ToolNames } from "./tool-names.tsx";
import { Trail } from "./trail.tsx";
import { policyUseHref } from "./use-href.ts";
import { Paragraphs, Words } from "./words.tsx";

/** How many tools one page names: more would make it heavier than anybody reads. */
export const toolsMax = 120;

/** The page of a server. `from` counts the tools that pages before this one have named. */
export function ServerView({ page, from }: { page: ServerPage; from: number }) {
  const { server, content } = page;
  return (
    <article className="grid gap-10">
      <header className="grid justify-items-start gap-4">
        <Trail steps={[["Catalogue", "/catalogue"], [content.name]]} />
        <h1 className="wrap-anywhere max-w-3xl font-semibold text-3xl tracking-tight sm:text-4xl">{content.name}</h1>
        <p className="wrap-anywhere max-w-2xl text-ink-muted text-lg leading-7">
          <Words text={content.summary} />
        </p>
        <Origins page={page} />
        <Button asChild variant="primary" size="lg">
          <a href={policyUseHref(server.slug)}>
            Use the recommended policy
            <ArrowRight aria-hidden />
          </a>
        </Button>
      </header>
      {server.toolCount > 0 ? <WithTools page={page} from={from} /> : <WithoutTools page={page} />}
      {server.similar.length > 0 ? (
        <Section id="similar" heading="Similar servers">
          <ServerRows servers={server.similar} />
        </Section>
      ) : null}
      <section className="grid justify-items-start gap-3 rounded-xl border bg-surface p-6 sm:p-8">
        <h2 className="font-semibold text-xl tracking-tight">{content.callToAction.heading}</h2>
        <p className="max-w-2xl text-ink-muted">
          <Words text={content.callToAction.text} />
        </p>
        <div className="mt-2 flex flex-wrap gap-3">
          <Button asChild variant="primary">
            <a href={policyUseHref(server.slug)}>Use the recommended policy</a>
          </Button>
          <Button asChild>
            <a href="/contact">Get in touch</a>
          </Button>
        </div>
      </section>
    </article>
  );
}

function WithTools({ page: { server, content }, from }: { page: ServerPage; from: number }) {
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
      <Tools server={server} from={from} />
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
      <Section id="questions" heading={content.questions.heading}>
        {content.questions.items.map(({ question, answer }) => (
          <div key={plainText(question)} className="grid max-w-2xl gap-1.5">
            <h3 className="wrap-anywhere font-semibold">
              <Words text={question} />
            </h3>
            <p className="wrap-anywhere text-[0.9375rem] leading-6.5">
              <Words text={answer} />
            </p>
          </div>
        ))}
      </Section>
    </>
  );
}

function WithoutTools({ page: { content } }: { page: ServerPage }) {
  return (
    <Section id="tools" heading="Its tools are not recorded yet">
      <p>
        The catalogue knows of {content.name} from a registry, and registries do not list tools. Register it in Portcullis: it connects,
        reads the tools and classifies each of them on the spot.
      </p>
    </Section>
  );
}

function Tools({ server, from }: { server: ServerPage["server"]; from: number }) {
  const ordered = categoriesByRisk.flatMap((category) => server.tools.filter((tool) => tool.category === category));
  const named = ordered.slice(from, from + toolsMax);
  const pages = Math.ceil(ordered.length / toolsMax);
  return (
    <Section id="tools" heading={`Its ${server.toolCount.toLocaleString("en-US")} tools`}>
      {categoriesByRisk
        .map((category) => [category, named.filter((tool) => tool.category === category)] as const)
        .filter(([, tools]) => tools.length > 0)
        .map(([category, tools]) => (
          <div key={category} className="grid gap-2">
            <h3 className={`font-semibold text-sm ${riskInk[riskOf(category)]}`}>{categoryWords[category].name}</h3>
            <ToolNames slug={server.slug} names={tools.map(({ name }) => name)} />
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
              <a key={number} href={`${serverHref(server.slug)}${number === 1 ? "" : `?page=${number}`}#tools`}>
                {number}
              </a>
            ),
          )}
        </nav>
      ) : null}
    </Section>
  );
}

/** What can do most harm comes first. */
export const categoriesByRisk: readonly Category[] = [
  ...categoryOrder.filter((category) => category !== "unclassified").reverse(),
  "unclassified",
];

function Origins({ page: { server } }: { page: ServerPage }) {
  return (
    <div className="grid max-w-2xl gap-1 text-sm">
      {server.description ? (
        <p className="wrap-anywhere">
          It says of itself: <q>{shown(server.description, 300)}</q>
        </p>
      ) : null}
      <p className="wrap-anywhere text-ink-muted">
        {server.package ? (
          <>
            <code className="font-mono">{shown(server.package, 120)}</code>
            {server.version ? ` ${shown(server.version, 40)}` : ""}
            {" · "}
          </>
        ) : null}
        {server.repository ? (
          <>
            <SourceLink url={server.repository} />
            {" · "}
          </>
        ) : null}
        recorded {server.recordedAt.toISOString().slice(0, 10)}
        {server.origins.tools ? `, tools from ${shown(server.origins.tools.from, 120)}` : ""}
      </p>
    </div>
  );
}
