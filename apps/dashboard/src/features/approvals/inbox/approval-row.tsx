import Link from "next/link";
import { Badge } from "../../../ui/badge.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { CategoryBadge } from "../../catalogue/inside/category-badge.tsx";
import { RiskBadge } from "../../catalogue/inside/risk-badge.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import type { Approval } from "../approval.ts";
import { Countdown } from "../countdown.tsx";
import { seenText } from "../shown/pieces.ts";
import { StateBadge } from "../state-badge.tsx";
import { accountWords, callName, pageOf, progressWords, serverName } from "../words.ts";

/** One request in a list. Its arguments are on its page only: nobody decides from here. */
export function ApprovalRow({ approval, onOver }: { approval: Approval; onOver?: () => void }) {
  const { slug } = useOrganization();
  const { id, at, state, category, risk, message, minApprovals, expiresAt, callDigest, mayVote } = approval;
  const isMine = mayVote.approve || mayVote.refuse;
  return (
    <li className="relative grid gap-1 px-4 py-3 focus-within:bg-hover/60 hover:bg-hover/60 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          href={pageOf(slug, id)}
          data-approval={id}
          data-decidable={isMine || undefined}
          className="min-w-0 break-all font-medium font-mono text-sm after:absolute after:inset-0 hover:underline focus-visible:outline-offset-4"
        >
          {callName(approval)}
        </Link>
        <CategoryBadge category={category} />
        {risk === "critical" || risk === "high" ? <RiskBadge risk={risk} /> : null}
        {state === "pending" ? isMine ? <Badge tone="accent">Yours to decide</Badge> : null : <StateBadge approval={approval} />}
        <span className="ml-auto text-sm max-sm:ml-0 max-sm:w-full">
          {state === "pending" ? (
            <>
              <Countdown until={expiresAt} onOver={onOver} /> <span className="text-ink-muted text-xs">left</span>
            </>
          ) : (
            <RelativeTime at={at} className="text-ink-muted text-xs" />
          )}
        </span>
      </div>
      <p className="break-words text-ink-muted text-xs">
        {serverName(approval)} · {accountWords(approval)}
        {state === "pending" ? (
          <>
            {" "}
            · asked <RelativeTime at={at} />
          </>
        ) : null}
        {" · call "}
        <code className="font-mono">{callDigest.slice(0, 8)}</code>
        {minApprovals > 1 ? ` · ${progressWords(approval)}` : ""}
        {approval.editedFrom ? ` · arguments changed by ${seenText(approval.editedByName ?? "somebody")}` : ""}
      </p>
      {message ? <p className="break-words text-sm">{seenText(message)}</p> : null}
      {state === "pending" && !isMine && mayVote.reason ? <p className="break-words text-ink-muted text-xs">{mayVote.reason}</p> : null}
    </li>
  );
}
