"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";

export function AcceptInvitation({ token, signedInAs, organizationName }: { token: string; signedInAs: string; organizationName: string }) {
  const trpc = useTRPC();
  const accept = useMutation(
    trpc.account.acceptInvitation.mutationOptions({ onSuccess: ({ organizationSlug }) => location.assign(`/o/${organizationSlug}`) }),
  );
  return (
    <div className="grid gap-4">
      {accept.error ? <Callout tone="error" title={describeError(accept.error).message} /> : null}
      <p className="text-sm">
        You are signed in as <strong className="break-all font-medium">{signedInAs}</strong>.
      </p>
      <Button variant="primary" className="h-10" loading={accept.isPending || accept.isSuccess} onClick={() => accept.mutate({ token })}>
        Join {organizationName}
      </Button>
    </div>
  );
}
