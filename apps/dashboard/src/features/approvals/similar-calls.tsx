import Link from "next/link";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { ApprovalDetail } from "./approval.ts";
import { StateBadge } from "./state-badge.tsx";
import { pageOf } from "./words.ts";

/** What people have said to this grant's other calls of the tool. */
export function SimilarCalls({ approval }: { approval: ApprovalDetail }) {
  const { slug } = useOrganization();
  const { approved, refused, expired, last } = approval.similar;
  return (
    <Card aria-label="Similar calls">
      <CardHeader title="Similar calls" description="Of this grant and tool, in the last 30 days" />
      <CardBody className="grid gap-3 text-sm">
        {approved + refused + expired === 0 && last.length === 0 ? (
          <p className="text-ink-muted">This is the first one.</p>
        ) : (
          <>
            <p>
              {approved} approved · {refused} refused · {expired} not decided in time
            </p>
            <ul className="grid gap-1.5">
              {last.map(({ id, at, state }) => (
                <li key={id} className="flex flex-wrap items-center justify-between gap-2">
                  <Link href={pageOf(slug, id)} className="text-accent-ink text-xs hover:underline">
                    <RelativeTime at={at} />
                  </Link>
                  <StateBadge approval={{ state }} />
                </li>
              ))}
            </ul>
          </>
        )}
      </CardBody>
    </Card>
  );
}
