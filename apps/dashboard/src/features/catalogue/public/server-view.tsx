import { describesInOurWords, shown } from "@portcullis/catalogue";
import { CallToAction } from "./call-to-action.tsx";
import { namedFrom } from "./named-tools.ts";
import type { ServerPage } from "./page-content.ts";
import { Section } from "./section.tsx";
import { ServerRows } from "./server-rows.tsx";
import { ServerSections } from "./server-sections.tsx";
import { SourceLink } from "./source-link.tsx";
import { Trail } from "./trail.tsx";
import { policyUseHref } from "./use-href.ts";
import { UsePolicy } from "./use-policy.tsx";
import { Words } from "./words.tsx";

/** The page of a server. `from` counts the tools that pages before this one have named. */
export function ServerView({ page, from }: { page: ServerPage; from: number }) {
  const { server, content } = page;
  const { dangerous, counts, control, weight, questions } = content;
  return (
    <article className="grid gap-10">
      <header className="grid justify-items-start gap-4">
        <Trail steps={[["Catalogue", "/catalogue"], [content.name]]} />
        <h1 className="wrap-anywhere max-w-3xl font-semibold text-3xl tracking-tight sm:text-4xl">{content.name}</h1>
        <p className="wrap-anywhere max-w-2xl text-ink-muted text-lg leading-7">
          <Words text={content.summary} />
        </p>
        <Origins page={page} />
        <UsePolicy href={policyUseHref(server.slug)} />
      </header>
      {server.toolCount > 0 ? (
        <ServerSections
          server={{ slug: server.slug, toolCount: server.tools.length, named: namedFrom(server.tools, from) }}
          content={{ dangerous, counts, control, weight, questions }}
          from={from}
        />
      ) : (
        <WithoutTools page={page} />
      )}
      {server.similar.length > 0 ? (
        <Section id="similar" heading="Similar servers">
          <ServerRows servers={server.similar} />
        </Section>
      ) : null}
      <CallToAction {...content.callToAction} href={policyUseHref(server.slug)} label="Use the recommended policy" />
    </article>
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

function Origins({ page: { server } }: { page: ServerPage }) {
  return (
    <div className="grid max-w-2xl gap-1 text-sm">
      {server.description ? (
        <p className="wrap-anywhere">
          {describesInOurWords(server.toolsFrom) ? (
            shown(server.description, 300)
          ) : (
            <>
              Described as <q>{shown(server.description, 300)}</q>
            </>
          )}
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
