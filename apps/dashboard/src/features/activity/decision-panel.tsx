"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { CopyLine } from "../../ui/code-block.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { DecisionDetail } from "./decision.ts";
import { EffectBadge } from "./effect-badge.tsx";
import { writeFilters } from "./filters.ts";
import { InFlight } from "./in-flight.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { RuleQuote } from "./rule-quote.tsx";
import { VerdictSections } from "./verdict-sections.tsx";
import { durationInWords, outcomeInWords, reasonInWords, recordedInWords, toldInWords, wasNotSent } from "./words.ts";

/** One decision in full, in a panel at the right; closing it gives the focus back to the row. */
export function DecisionPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const decision = useQuery(useTRPC().decision.get.queryOptions({ id }));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={decision.data?.tool ?? decision.data?.method ?? "Call"}
      className="top-0 right-0 left-auto h-dvh max-h-dvh w-full max-w-md translate-x-0 rounded-none border-y-0 border-r-0 sm:rounded-l-xl"
    >
      <QueryState query={decision}>{(data) => <DecisionFacts decision={data} />}</QueryState>
    </Dialog>
  );
}

const link = "text-accent-ink hover:underline";

function DecisionFacts({ decision }: { decision: DecisionDetail }) {
  const { slug } = useOrganization();
  const servers = useQuery(useTRPC().server.list.queryOptions());
  const { policyId, policyName, policyVersion, rule, clientName, clientVersion, argumentNames, upstreamStatus, outcome } = decision;
  const server = servers.data?.find((one) => one.slug === decision.serverSlug);
  const { happened, told } = toldInWords(decision);
  return (
    <div className="grid gap-5">
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <EffectBadge effect={decision.effect} outcome={decision.outcome} />
          {outcome === "pending" ? <InFlight /> : null}
          {decision.effect === "deny" ? <span className="text-sm">{reasonInWords(decision.reason)}</span> : null}
        </div>
        <div className="grid gap-1 break-words rounded-md bg-sunken px-3 py-2 text-sm">
          <p>{happened}</p>
          {told ? <p className="text-ink-muted">The agent was told: “{told}”</p> : null}
        </div>
        {policyId && policyVersion && rule ? <RuleQuote policyId={policyId} version={policyVersion} rule={rule} /> : null}
      </div>
      {decision.approvalId ? (
        <p className="text-sm">
          <Link href={`/o/${slug}/approvals/${decision.approvalId}`} className={link}>
            {decision.effect === "allow" ? "The approval that it ran on" : "The request for approval"}
          </Link>
        </p>
      ) : null}
      <VerdictSections decision={decision} />
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm">
        <Fact name="Time">
          <time dateTime={decision.at.toISOString()}>
            {decision.at.toLocaleString("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" })}
          </time>
        </Fact>
        <Fact name="Policy">
          {policyId ? (
            <Link href={`/o/${slug}/policies/${policyId}`} className={link}>
              {policyName}, version {policyVersion ?? "–"}
            </Link>
          ) : (
            "None"
          )}
        </Fact>
        <Fact name="Grant">
          <Link href={`/o/${slug}/grants/${decision.grantId}`} className={link}>
            {decision.grantLabel}
          </Link>
        </Fact>
        <Fact name="Server">
          {server ? (
            <Link href={`/o/${slug}/servers/${server.slug}`} className={link}>
              {server.name}
            </Link>
          ) : (
            decision.serverSlug
          )}
        </Fact>
        <Fact name="Method">
          <code className="break-all font-mono text-xs">{decision.method}</code>
        </Fact>
        <Fact name="Argument names">
          {argumentNames.length > 0 ? <code className="break-words font-mono text-xs">{argumentNames.join(", ")}</code> : "None"}
        </Fact>
        <Fact name="Server's answer">{upstreamStatus === null ? noAnswer(outcome) : `HTTP ${upstreamStatus}`}</Fact>
        {outcome ? (
          <Fact name="Outcome">
            {outcomeInWords(outcome)}
            {decision.isLate ? " (learned later)" : ""}
          </Fact>
        ) : null}
        <Fact name="Duration">{outcome === "pending" ? "–" : durationInWords(decision.durationMs)}</Fact>
        <Fact name="Sizes">{sizesOf(decision)}</Fact>
        <Fact name="Recorded">{recordedInWords(decision)}</Fact>
        <Fact name="Client">{clientName ? `${clientName} ${clientVersion ?? ""} (self-reported)` : "Did not say"}</Fact>
        <Fact name="Protocol">{[decision.protocolVersion, decision.era && `${decision.era} era`].filter(Boolean).join(", ") || "–"}</Fact>
        <Fact name="From address">{decision.sourceAddress ?? "–"}</Fact>
      </dl>
      <RecordFacts decision={decision} />
      {decision.tool ? (
        <p className="text-sm">
          <Link href={`/o/${slug}/activity?${writeFilters({ tool: decision.tool, server: decision.serverSlug })}`} className={link}>
            All calls of this tool
          </Link>
        </p>
      ) : null}
      <div className="grid gap-1.5">
        <h3 className="font-medium text-sm">Decision id</h3>
        <CopyLine text={decision.id} label="Copy decision id" />
        <p className="text-ink-muted text-xs">
          Names this call when you ask somebody about it.{decision.argumentView ? "" : " Argument values are not kept."}
        </p>
      </div>
    </div>
  );
}

/** Why there is no status: it may be on its way, cut off, or never sent. */
function noAnswer(outcome: string): string {
  if (outcome === "pending") return "Not there yet";
  return wasNotSent(outcome) ? "Not sent to the server" : "None";
}

function sizesOf({ requestBytes, responseBytes }: DecisionDetail): string {
  if (requestBytes === null && responseBytes === null) return "–";
  const bytes = (count: number | null) => (count === null ? "?" : `${count.toLocaleString("en")} bytes`);
  return `${bytes(requestBytes)} sent, ${bytes(responseBytes)} received`;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
