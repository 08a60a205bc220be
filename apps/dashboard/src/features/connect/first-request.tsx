"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { toldInWords } from "../activity/words.ts";
import { useOrganization } from "../shell/organization-context.tsx";

/** Waits for the first request of this grant on this server, and then says who it was. */
export function FirstRequest({ grantId, serverSlug }: { grantId: string; serverSlug: string }) {
  const { slug } = useOrganization();
  const { data, error } = useQuery({
    ...useTRPC().connect.activity.queryOptions({ grantId, serverSlug }),
    refetchInterval: ({ state }) => (state.data?.firstCallAt ? 10_000 : 1_500),
    staleTime: 0,
  });
  const connected = data?.firstCallAt ? data : null;
  return (
    <section
      aria-label="Connection"
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-surface px-4 py-3 shadow-card"
    >
      {connected ? (
        <>
          <CircleCheck className="size-5 text-ok" aria-hidden />
          <div className="min-w-0 flex-1 max-sm:basis-[calc(100%-2.25rem)]">
            <p className="font-medium">Connected</p>
            <p className="break-words text-ink-muted text-xs">
              {clientSentence(connected)} · {eraWord(connected.era)} · sees {toolsPhrase(connected.visibleTools)}
              {connected.lastCallAt ? (
                <>
                  {" "}
                  · last request <RelativeTime at={connected.lastCallAt} />
                </>
              ) : null}
            </p>
            {connected.lastRefusal ? (
              <p className="break-words text-ink-muted text-xs">
                Last refusal: {connected.lastRefusal.tool ?? "a request"}, <RelativeTime at={connected.lastRefusal.at} />
                {refusalSentences(connected.lastRefusal)}
              </p>
            ) : null}
          </div>
          <Link
            href={`/o/${slug}/activity?grant=${grantId}&server=${serverSlug}`}
            className="text-accent-ink text-sm hover:underline max-sm:ml-9"
          >
            Open activity
          </Link>
        </>
      ) : (
        <>
          <Spinner />
          <div className="min-w-0 flex-1">
            <p className="font-medium">Waiting for the first request…</p>
            <p className="text-ink-muted text-xs">
              {error
                ? "The dashboard does not answer at the moment; this goes on by itself."
                : "Start your client. This line turns to Connected by itself."}
            </p>
          </div>
        </>
      )}
    </section>
  );
}

function clientSentence({ clientName, clientVersion }: { clientName: string | null; clientVersion: string | null }): string {
  if (!clientName) return "The client did not say its name";
  return `${clientName}${clientVersion ? ` ${clientVersion}` : ""} (self-reported)`;
}

const toolsPhrase = (count: number): string =>
  count === 0 ? "no tools: check the policy of this grant" : count === 1 ? "1 tool" : `${count} tools`;

/** What really happened, as the activity log has it, and what the agent was told: of a hidden tool it is told that there is none. */
function refusalSentences(refusal: { tool: string | null; reason: string; rule: string; message: string | null }): string {
  const { happened, told } = toldInWords({ ...refusal, effect: "deny" });
  return `. ${happened}${told ? ` The agent was told: ${told}` : ""}`;
}

const eraWord = (era: string | null): string =>
  era === null ? "protocol unknown" : era === "modern" ? "stateless protocol" : "protocol with sessions";
