"use client";

import { useQuery } from "@tanstack/react-query";
import { CheckCheck, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { AcceptButton } from "./accept-button.tsx";
import { isSuspicious, type Review, type ReviewedTool, waitingOf, waitingWords } from "./review.ts";
import { ReviewRow } from "./review-row.tsx";
import { useDecide } from "./use-decide.ts";

/** What a server says of its tools and nobody has accepted yet, the riskiest first. */
export function ReviewPage({ serverSlug }: { serverSlug: string }) {
  const review = useQuery(useTRPC().pins.review.queryOptions({ serverSlug }));
  return (
    <QueryState query={review} rows={8}>
      {(data) => <Reviewed review={data} />}
    </QueryState>
  );
}

function Reviewed({ review }: { review: Review }) {
  const { slug, may } = useOrganization();
  const router = useRouter();
  const { server, tools, accepted, polledAt } = review;
  const decide = useDecide(server.slug);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const waiting = waitingOf(tools);
  // A definition that is another one by now has to be chosen again.
  const selected = tools.filter(({ name, digest }) => chosen.has(`${digest} ${name}`));
  const choose = ({ name, digest }: ReviewedTool, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(`${digest} ${name}`);
    else next.delete(`${digest} ${name}`);
    setChosen(next);
  };
  const place = `/o/${slug}/servers/${server.slug}`;
  const isFirst = accepted === 0 && waiting.length === tools.length;
  const acceptAll = async () => {
    await decide.accept(waiting);
    router.push(place);
  };
  const mayDecide = may("managePolicies");
  return (
    <>
      <PageHeader
        above={<UpLink href={place}>{server.name}</UpLink>}
        title={waiting.length === 0 ? "Review tools" : `Review ${waiting.length} ${waiting.length === 1 ? "tool" : "tools"}`}
        description={
          isFirst && waiting.length > 0
            ? "Agents get none of them until somebody has read what they say of themselves and accepted it. The riskiest come first."
            : "A tool is its definition: what is new or has changed is kept from agents until somebody accepts it."
        }
        actions={
          mayDecide && waiting.length > 0 ? (
            <AcceptButton tools={waiting} loading={decide.isPending} onAccept={acceptAll}>
              <CheckCheck aria-hidden />
              {waiting.length === 1 ? "Accept it" : `Accept all ${waiting.length}`}
            </AcceptButton>
          ) : null
        }
      />
      <p className="mb-4 text-ink-muted text-sm">
        {[waitingWords(tools), `${accepted} accepted as they are now`].filter(Boolean).join(" · ")}
        {polledAt ? (
          <>
            {" "}
            · looked at the server <RelativeTime at={polledAt} />
          </>
        ) : null}
      </p>
      {tools.length === 0 ? (
        <EmptyState
          icon={<ShieldCheck />}
          title="Nothing waits"
          actions={
            <Button asChild>
              <Link href={place}>To the server</Link>
            </Button>
          }
        >
          Every tool is as it was accepted. Portcullis looks at the server once a minute, and at every list that agents ask for.
        </EmptyState>
      ) : (
        <ul aria-label="Tools to review" className="overflow-hidden rounded-lg border bg-surface shadow-card">
          {tools.map((tool) => (
            <ReviewRow
              key={`${tool.digest} ${tool.name}`}
              tool={tool}
              isOpenAtFirst={waiting.length <= 3 && (tool.state === "changed" || isSuspicious(tool))}
              isChosen={selected.includes(tool)}
              onChoose={mayDecide ? (isChosen) => choose(tool, isChosen) : undefined}
              decide={mayDecide ? decide : undefined}
            />
          ))}
        </ul>
      )}
      {selected.length > 0 ? (
        <fieldset
          aria-label="Chosen tools"
          data-bottom-bar
          className="sticky bottom-4 z-10 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-3 rounded-lg border bg-raised px-4 py-2.5 shadow-card"
        >
          <span className="text-sm tabular-nums">{selected.length} chosen</span>
          <AcceptButton size="sm" tools={selected} loading={decide.isPending} onAccept={() => decide.accept(selected)}>
            Accept
          </AcceptButton>
          <Button size="sm" variant="danger-quiet" onClick={() => void decide.refuse(selected).catch(() => {})}>
            Refuse
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setChosen(new Set())}>
            Clear
          </Button>
        </fieldset>
      ) : null}
      {review.removed.length > 0 ? <Removed tools={review.removed} /> : null}
    </>
  );
}

function Removed({ tools }: { tools: Review["removed"] }) {
  return (
    <section aria-labelledby="removed" className="mt-8 grid gap-2">
      <h2 id="removed" className="font-semibold text-[0.9375rem]">
        No longer offered
      </h2>
      <p className="text-ink-muted text-sm">Accepted once and gone from the server. One that comes back exactly as it was needs nobody.</p>
      <ul className="divide-y rounded-lg border bg-surface">
        {tools.map(({ name, acceptedAt, acceptedBy }) => (
          <li key={name} className="flex flex-wrap justify-between gap-x-4 px-4 py-2 text-sm">
            <code className="break-all font-mono text-xs">{name}</code>
            <span className="text-ink-muted text-xs">
              accepted by {acceptedBy} <RelativeTime at={acceptedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
