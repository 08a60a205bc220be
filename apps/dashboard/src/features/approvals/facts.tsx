import Link from "next/link";
import type { ReactNode } from "react";
import { Card, CardBody } from "../../ui/card.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { RuleQuote } from "../activity/rule-quote.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { ApprovalDetail } from "./approval.ts";
import { seenText } from "./shown/pieces.ts";
import { accountWords, pageOf, serverName } from "./words.ts";

const link = "text-accent-ink underline underline-offset-2";

/** Who asks for what, where, and which rule wants a person to look at it. */
export function Facts({ approval }: { approval: ApprovalDetail }) {
  const { slug } = useOrganization();
  const { policyId, policyName, policyVersion, rule, message, upstreamOrigin, clientName, editedFrom, editedByName } = approval;
  return (
    <Card aria-label="Who asks">
      <CardBody className="grid gap-3">
        {message ? <p className="break-words text-sm">“{seenText(message)}”</p> : null}
        <dl className="grid gap-x-4 gap-y-2 text-sm sm:grid-cols-[7rem_minmax(0,1fr)]">
          <Fact name="Server">
            {approval.serverName === null ? (
              `${serverName(approval)} (deleted)`
            ) : (
              <Link href={`/o/${slug}/servers/${approval.serverSlug}`} className={link}>
                {serverName(approval)}
              </Link>
            )}
            {upstreamOrigin ? <span className="break-all text-ink-muted"> at {seenText(upstreamOrigin)}</span> : null}
          </Fact>
          <Fact name="Account">
            <Link href={`/o/${slug}/grants/${approval.grantId}`} className={link}>
              {accountWords(approval)}
            </Link>
            {clientName ? <span className="text-ink-muted"> · calls itself {seenText(clientName)}</span> : null}
          </Fact>
          {approval.call.toolDescription ? (
            <Fact name="Tool">
              <span className="text-ink-muted">says of itself </span>“{seenText(approval.call.toolDescription)}”
            </Fact>
          ) : null}
          <Fact name="Asked">
            <RelativeTime at={approval.at} />
            {editedFrom ? (
              <>
                {" "}
                ·{" "}
                <Link href={pageOf(slug, editedFrom)} className={link}>
                  with other arguments
                </Link>{" "}
                before {seenText(editedByName ?? "somebody")} changed them
              </>
            ) : null}
          </Fact>
          <Fact name="Rule">
            {policyId ? (
              <Link href={`/o/${slug}/policies/${policyId}`} className={link}>
                {seenText(policyName ?? "Policy")}, version {policyVersion ?? "–"}
              </Link>
            ) : (
              "No policy"
            )}
            <code className="break-all font-mono text-ink-muted text-xs"> {seenText(rule)}</code>
          </Fact>
        </dl>
        {policyId && policyVersion ? (
          <details className="text-sm">
            <summary className="cursor-pointer text-ink-muted text-xs">The rule as it was then</summary>
            <div className="mt-2">
              <RuleQuote policyId={policyId} version={policyVersion} rule={rule} />
            </div>
          </details>
        ) : null}
      </CardBody>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5 sm:contents">
      <dt className="text-ink-muted max-sm:text-xs">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
