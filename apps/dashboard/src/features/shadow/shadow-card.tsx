"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardHeader } from "../../ui/card.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { toast } from "../../ui/toast.tsx";
import { shareOf } from "../activity/charts/charts.ts";
import { reasonInWords } from "../activity/words.ts";
import { useOrganization } from "../shell/organization-context.tsx";

type Shadow = Outputs["inventory"]["shadows"][number];
const link = "text-accent-ink underline";

/** One grant on one server: the live policy, the candidate beside it, and where the two part. */
export function ShadowCard({ shadow: { grantId, grantLabel, serverSlug, serverName, policy, shadow, ...counts } }: { shadow: Shadow }) {
  const { slug, may } = useOrganization();
  const { judged, wouldRefuse, wouldAllow, since, disagreements } = counts;
  const log = `/o/${slug}/activity?verdict=shadow&grant=${grantId}&server=${serverSlug}`;
  return (
    <Card>
      <CardHeader
        title={
          <>
            <Link href={`/o/${slug}/grants/${grantId}`} className="hover:underline">
              {grantLabel}
            </Link>{" "}
            on {serverName}
          </>
        }
        description={
          <>
            {policy ? (
              <Link href={`/o/${slug}/policies/${policy.id}`} className={link}>
                {policy.name}
              </Link>
            ) : (
              "No policy"
            )}{" "}
            decides;{" "}
            <Link href={`/o/${slug}/policies/${shadow.id}`} className={link}>
              {shadow.name}
            </Link>{" "}
            {shadow.liveVersion === null ? "was never published, so it judges nothing yet." : `(version ${shadow.liveVersion}) watches.`}
          </>
        }
        actions={
          may("managePolicies") && shadow.liveVersion !== null ? (
            <Promote grantId={grantId} serverSlug={serverSlug} words={`${shadow.name} decides for ${grantLabel} on ${serverName}`} />
          ) : null
        }
      />
      <dl className="grid grid-cols-2 gap-px border-b bg-line sm:grid-cols-4">
        <Count name="Calls judged" value={judged.toLocaleString("en")} />
        <Count name="Agree" value={judged === 0 ? "–" : shareOf(judged - wouldRefuse - wouldAllow, judged)} />
        <Count name="Would refuse" value={wouldRefuse.toLocaleString("en")} />
        <Count name="Would allow" value={wouldAllow.toLocaleString("en")} />
      </dl>
      {disagreements.length > 0 ? (
        <ul className="divide-y" aria-label="Where the two disagree">
          {disagreements.map(({ tool, effect, reason, rule, count, lastAt, lastId }) => (
            <li key={`${tool} ${effect} ${reason} ${rule}`} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 sm:px-5">
              <code className="min-w-0 break-all font-mono text-xs">{tool ?? "Other requests"}</code>
              <Badge tone={effect === "deny" ? "deny" : "ok"}>
                Would {effect === "deny" ? "refuse" : "allow"} {count.toLocaleString("en")}
              </Badge>
              <span className="text-ink-muted text-xs">
                {reasonInWords(reason)} {rule ? <code className="break-all font-mono">{rule}</code> : null}
              </span>
              <Link href={`/o/${slug}/activity?decision=${lastId}`} className={`${link} ml-auto text-xs`}>
                Latest: <RelativeTime at={lastAt} />
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="flex flex-wrap justify-between gap-2 px-4 py-2.5 text-ink-muted text-xs sm:px-5">
        <span>
          {judged === 0
            ? "No call has been judged by this version yet."
            : disagreements.length === 0
              ? "The two agree on every call so far."
              : "Counted over the newest 50,000 requests of the organization."}
          {since ? (
            <>
              {" "}
              Since <RelativeTime at={since} />.
            </>
          ) : null}
        </span>
        <Link href={log} className={link}>
          Disagreements in the log
        </Link>
      </p>
    </Card>
  );
}

function Count({ name, value }: { name: string; value: string }) {
  return (
    <div className="bg-surface px-4 py-2.5 sm:px-5">
      <dt className="text-ink-muted text-xs">{name}</dt>
      <dd className="font-semibold text-lg tabular-nums">{value}</dd>
    </div>
  );
}

/** One click: what it does was shown above it, the old policy stays, and the audit log says who. */
function Promote({ grantId, serverSlug, words }: { grantId: string; serverSlug: string; words: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const promote = useMutation(trpc.grant.promoteShadow.mutationOptions());
  const run = async () => {
    try {
      await promote.mutateAsync({ grantId, serverSlug });
      toast("Promoted", { description: `${words}, within a second.` });
    } catch (error) {
      toast(describeError(error).message, { tone: "error" });
    }
    await Promise.all([queryClient.invalidateQueries(trpc.inventory.pathFilter()), queryClient.invalidateQueries(trpc.grant.pathFilter())]);
  };
  return (
    <Button size="sm" variant="primary" loading={promote.isPending} onClick={() => void run()}>
      Promote
    </Button>
  );
}
