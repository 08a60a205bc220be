import Link from "next/link";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { outcomeInWords } from "../../activity/words.ts";
import { useOrganization } from "../../shell/organization-context.tsx";
import type { ApprovalDetail } from "../approval.ts";
import { seenText } from "../shown/pieces.ts";
import { pageOf } from "../words.ts";

const link = "text-accent-ink underline underline-offset-2";

/** How it ended, and the calls that ran; nothing while neither is so. */
export function Ending({ approval }: { approval: ApprovalDetail }) {
  const { slug } = useOrganization();
  const { state, votes, end, expiresAt, usableUntil, runs, uses, usesAllowed } = approval;
  const refusal = votes.find(({ vote }) => vote === "refuse");
  return (
    <div className="grid gap-2 empty:hidden">
      {state === "refused" && refusal ? (
        <p className="break-words">
          Refused by {seenText(refusal.userName)}, <RelativeTime at={refusal.at} />.{" "}
          {uses > 0 ? "It runs no more." : "Nothing was sent; the agent is told when it asks again."}
        </p>
      ) : null}
      {state === "expired" ? (
        <p>
          The time was over <RelativeTime at={expiresAt} />. Nothing was sent; the same call asks anew.
        </p>
      ) : null}
      {state === "lapsed" && usableUntil ? (
        <p>
          The agent did not make the call before <RelativeTime at={usableUntil} />. Nothing was sent; the same call asks anew.
        </p>
      ) : null}
      {end?.kind === "withdrawn" ? (
        <p className="break-words">
          The client took the call back <RelativeTime at={end.at} />
          {end.reason ? `: ${seenText(end.reason)}` : "."}
        </p>
      ) : null}
      {end?.kind === "edited" ? (
        <p className="break-words">
          {seenText(end.byName ?? "Somebody")} changed the arguments <RelativeTime at={end.at} />
          {end.reason ? `: ${seenText(end.reason)}` : ""}.{" "}
          {end.successor ? (
            <Link href={pageOf(slug, end.successor)} className={link}>
              To the changed call
            </Link>
          ) : null}
        </p>
      ) : null}
      {end?.kind === "void" ? (
        <p className="break-words">
          Void since <RelativeTime at={end.at} />: {seenText(end.reason) || "what it was bound to is no longer so."} Nothing was sent for
          it; the same call asks anew.
        </p>
      ) : null}
      {usesAllowed > 1 ? (
        <p>
          {uses} of {usesAllowed} runs taken
        </p>
      ) : null}
      {runs.length > 0 ? (
        <ul className="grid gap-1" aria-label="Runs">
          {runs.map(({ n, attemptId, at, outcome }) => (
            <li key={n} className="flex flex-wrap items-baseline gap-x-2">
              <Link href={`/o/${slug}/activity?decision=${attemptId}`} className={link}>
                {usesAllowed > 1 ? `Run ${n}` : "The call that ran"}
              </Link>
              <span className="text-ink-muted text-xs">
                <RelativeTime at={at} />
                {outcome ? ` · ${outcomeInWords(outcome)}` : ""}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
