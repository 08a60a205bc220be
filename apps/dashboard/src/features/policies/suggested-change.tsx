"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { Draft } from "./draft/use-draft.ts";
import { patchText } from "./editor/patch-text.ts";

/**
 * A change that what people have decided suggests, named by the address. It goes into the draft when somebody takes it, and live when somebody
 * publishes it.
 */
export function SuggestedChange({ suggestionKey, policyId, draft }: { suggestionKey: string; policyId: string; draft: Draft }) {
  const { slug } = useOrganization();
  const router = useRouter();
  const suggestions = useQuery(useTRPC().approvals.suggestions.queryOptions());
  const suggestion = suggestions.data?.find(({ key, policyId: of }) => key === suggestionKey && of === policyId);
  if (!suggestion) return null;
  const done = () => router.replace(`/o/${slug}/policies/${policyId}`, { scroll: false });
  const patched = patchText(draft.text, suggestion.patch as Parameters<typeof patchText>[1]);
  const take = () => {
    if (patched !== null) draft.edit(patched);
    done();
  };
  return (
    <Callout
      tone="info"
      className="mb-4"
      title={`${suggestion.tool}: ${suggestion.message}`}
      actions={
        <>
          <Button size="sm" variant="primary" disabled={patched === null} onClick={take}>
            Put it into the draft
          </Button>
          <Button size="sm" onClick={done}>
            Not now
          </Button>
        </>
      }
    >
      {patched === null
        ? `The draft has changed since version ${suggestion.policyVersion}, and the change does not fit it any more. Make it by hand.`
        : `Calls of ${suggestion.grantLabel} would then run without a question; for other grants and tools nothing changes, and nothing at all before you publish.`}
    </Callout>
  );
}
