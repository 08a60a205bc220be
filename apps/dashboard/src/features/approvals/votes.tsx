import { Badge } from "../../ui/badge.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { roles } from "../members/roles.ts";
import type { ApprovalDetail } from "./approval.ts";
import { seenText } from "./shown/pieces.ts";
import { progressWords } from "./words.ts";

/** Who has said what; nothing while nobody has. */
export function Votes({ approval }: { approval: ApprovalDetail }) {
  const { votes, minApprovals } = approval;
  if (votes.length === 0) return null;
  return (
    <Card aria-label="Votes">
      <CardHeader title="Votes" description={minApprovals > 1 ? progressWords(approval) : undefined} />
      <CardBody>
        <ul className="grid gap-3">
          {votes.map(({ userId, userName, role, vote, at, note, uses, usesUntil, isVoid, wroteArguments }) => (
            <li key={`${userId} ${vote}`} className="grid gap-0.5 text-sm">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                <Badge tone={vote === "approve" ? "ok" : "deny"}>{vote === "approve" ? "Approved" : "Refused"}</Badge>
                <span className="min-w-0 break-words">{seenText(userName)}</span>
                <span className="text-ink-muted text-xs">
                  {roles.find((one) => one.role === role)?.label ?? role}, <RelativeTime at={at} />
                </span>
              </p>
              {vote === "approve" && usesUntil ? (
                <p className="text-ink-muted text-xs">
                  {uses === 1 ? "Once" : `${uses} times`}, until{" "}
                  {usesUntil.toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}
                </p>
              ) : null}
              {wroteArguments ? <p className="text-warn text-xs">These arguments are this person’s own.</p> : null}
              {note ? <p className="whitespace-pre-wrap break-words">“{seenText(note)}”</p> : null}
              {isVoid ? <p className="text-warn text-xs">Does not count any more: this person has left or has another role now.</p> : null}
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
