"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../../ui/dialog.tsx";
import { toast } from "../../../ui/toast.tsx";
import { ImpactSummary } from "../../impact/impact-summary.tsx";
import { usePolicyTests } from "../../simulator/use-policy-tests.ts";
import { findingsIn } from "../findings.ts";
import { grantsPhrase, type PolicyDetail, type PolicyVersion } from "../policy.ts";
import { FailingTests } from "../publish/failing-tests.tsx";

export interface RollBackProps {
  version: PolicyVersion;
  policy: PolicyDetail;
  grantCount: number | undefined;
  onRolledBack: (policy: PolicyDetail) => void;
}

/** Publishes an old text again, after saying what lint makes of it today and what it would change. */
export function RollBack(props: RollBackProps) {
  const [open, setOpen] = useState(false);
  const { version } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Roll back</Button>}
      title={`Roll back to version ${version.version}?`}
      className="max-w-2xl"
    >
      <RollBackForm {...props} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function RollBackForm({ version, policy, grantCount, onRolledBack, onDone }: RollBackProps & { onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const publish = useMutation(trpc.policy.publish.mutationOptions());
  const findings = useMemo(() => findingsIn(version.document, policy), [version.document, policy]);
  const [despite, setDespite] = useState(false);
  const { judged, isPending } = usePolicyTests(policy.id, version.document, policy.tools);
  const failing = judged.filter(({ problem }) => typeof problem === "string");
  const errors = findings.filter(({ severity }) => severity === "error");
  const next = (policy.liveVersion ?? 0) + 1;

  const rollBack = async () => {
    try {
      const made = await publish.mutateAsync({
        id: policy.id,
        document: version.document,
        draftRevision: policy.draftRevision,
        note: `Roll back to version ${version.version}`,
        ...(despite && { despiteTests: true }),
      });
      await queryClient.invalidateQueries(trpc.policy.pathFilter());
      onRolledBack(await queryClient.fetchQuery({ ...trpc.policy.get.queryOptions({ id: policy.id }), staleTime: 0 }));
      toast(`Version ${made.version} is live`, { description: `It has the text of version ${version.version}.` });
      onDone();
    } catch {
      // Shown by the mutation's state below.
    }
  };

  return (
    <div className="grid gap-4">
      <p className="text-sm">
        Its text is published again as version {next}, used by {grantsPhrase(grantCount)}, and takes effect within a second. A draft in the
        editor is dropped. Version {policy.liveVersion} stays in the history.
      </p>
      {findings.length > 0 ? (
        <Callout
          tone={errors.length > 0 ? "error" : "warn"}
          title={
            errors.length > 0
              ? "Against the tools of today this text cannot be published."
              : `Against the tools of today there ${findings.length === 1 ? "is one warning" : `are ${findings.length} warnings`}.`
          }
        >
          <ul className="grid gap-1">
            {findings.slice(0, findingsMax).map((finding) => (
              <li key={`${finding.pointer}${finding.message}`}>
                line {finding.line}: {finding.message}
              </li>
            ))}
            {findings.length > findingsMax ? <li>and {findings.length - findingsMax} more</li> : null}
          </ul>
        </Callout>
      ) : null}
      {errors.length === 0 ? <ImpactSummary policyId={policy.id} document={version.document} /> : null}
      {errors.length === 0 && failing.length > 0 ? <FailingTests failing={failing} despite={despite} onDespite={setDespite} /> : null}
      {publish.error ? <Callout tone="error" title={describeError(publish.error).message} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button
          variant="primary"
          loading={publish.isPending}
          disabled={errors.length > 0 || isPending || (failing.length > 0 && !despite)}
          onClick={() => void rollBack()}
        >
          Roll back
        </Button>
      </DialogActions>
    </div>
  );
}

const findingsMax = 8;
