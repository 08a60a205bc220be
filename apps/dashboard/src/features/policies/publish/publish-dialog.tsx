"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { toast } from "../../../ui/toast.tsx";
import { usePolicyTests } from "../../simulator/use-policy-tests.ts";
import type { LocatedFinding } from "../editor/located-finding.ts";
import { grantsPhrase, type PolicyDetail } from "../policy.ts";
import { FailingTests } from "./failing-tests.tsx";
import { PublishChanges } from "./publish-changes.tsx";
import { Warnings } from "./warnings.tsx";

export interface PublishDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  policy: PolicyDetail;
  grantCount: number | undefined;
  text: string;
  findings: readonly LocatedFinding[];
  /** Called with the policy as it is after the publish. */
  onPublished: (policy: PolicyDetail) => void;
}

/** Says what a publish will do and does it; with errors in the document it lists them instead. */
export function PublishDialog(props: PublishDialogProps) {
  const { open, onOpenChange, findings, policy } = props;
  const errors = findings.filter((finding) => finding.severity === "error");
  const next = (policy.liveVersion ?? 0) + 1;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      className="max-w-2xl"
      title={errors.length > 0 ? "This document cannot be published yet" : `Publish version ${next} of ${policy.name}?`}
    >
      {errors.length > 0 ? <Errors errors={errors} /> : <PublishForm {...props} next={next} />}
    </Dialog>
  );
}

function Errors({ errors }: { errors: readonly LocatedFinding[] }) {
  return (
    <>
      <Callout tone="error" title={errors.length === 1 ? "One error is left." : `${errors.length} errors are left.`}>
        <ul className="grid gap-1">
          {errors.map((error) => (
            <li key={`${error.pointer}${error.message}`}>
              line {error.line}: {error.message}
            </li>
          ))}
        </ul>
      </Callout>
      <DialogActions>
        <DialogClose asChild>
          <Button variant="primary">Back to the document</Button>
        </DialogClose>
      </DialogActions>
    </>
  );
}

function PublishForm({ policy, grantCount, text, findings, onOpenChange, onPublished, next }: PublishDialogProps & { next: number }) {
  const [note, setNote] = useState("");
  const [despite, setDespite] = useState(false);
  const { judged } = usePolicyTests(policy.id, text, policy.tools);
  const failing = judged.filter(({ problem }) => typeof problem === "string");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const publish = useMutation(trpc.policy.publish.mutationOptions());

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = await publish.mutateAsync({
      id: policy.id,
      document: text,
      draftRevision: policy.draftRevision,
      note: note.trim() || undefined,
      ...(despite && { despiteTests: true }),
    });
    await queryClient.invalidateQueries(trpc.policy.pathFilter());
    onPublished(await queryClient.fetchQuery({ ...trpc.policy.get.queryOptions({ id: policy.id }), staleTime: 0 }));
    onOpenChange(false);
    toast(`Version ${made.version} is live`, { description: "Every gateway uses it within a second." });
  };

  return (
    // A failed publish is shown by the mutation's state below.
    <form method="post" onSubmit={(event) => void submit(event).catch(() => undefined)} className="grid gap-4">
      <p className="text-sm">
        It goes live within a second, for <strong className="font-medium">{grantsPhrase(grantCount)}</strong>
        {grantCount === 0 ? " yet" : ""}, and stays in the history unchanged.
      </p>
      <PublishChanges policy={policy} text={text} />
      <Warnings findings={findings} />
      {failing.length > 0 ? <FailingTests failing={failing} despite={despite} onDespite={setDespite} /> : null}
      <Field label="Note" optional hint="Why this changed. Shown in the history.">
        <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={200} />
      </Field>
      {publish.error ? <PublishError error={publish.error} /> : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={publish.isPending} disabled={failing.length > 0 && !despite}>
          Publish version {next}
        </Button>
      </DialogActions>
    </form>
  );
}

function PublishError({ error }: { error: unknown }) {
  const { message, issues } = describeError(error);
  return (
    <Callout tone="error" title={message}>
      {issues.length > 0 ? (
        <ul>
          {issues.map((issue) => (
            <li key={`${issue.pointer}${issue.message}`}>
              <code className="font-mono text-xs">{issue.pointer || "/"}</code> {issue.message}
            </li>
          ))}
        </ul>
      ) : null}
    </Callout>
  );
}
