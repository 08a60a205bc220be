"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError, issueAt } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { Textarea } from "../../../ui/input.tsx";
import { toast } from "../../../ui/toast.tsx";
import type { ApprovalDetail, Word } from "../approval.ts";
import { CallView } from "../call/call-view.tsx";
import type { Unfolded } from "../call/use-unfolded.ts";
import { accountWords, callName, otherPolicyWords, serverName, standingWords } from "../words.ts";
import { type Repeat, RepeatFields, repeatInput } from "./repeat-fields.tsx";

interface DecideDialogProps {
  approval: ApprovalDetail;
  unfolded: Unfolded;
  word: Word;
  /** Whoever comes by a key from the inbox has not seen the page yet: the call stands in the question then. */
  withCall: boolean;
  onClose: () => void;
}

/** The question before a decision. It names tool and server again, and nothing in it is chosen beforehand. */
export function DecideDialog({ approval, word, ...rest }: DecideDialogProps) {
  const what = `${callName(approval)} on ${serverName(approval)}`;
  const description =
    word === "approve"
      ? `${accountWords(approval)} may then make exactly this call: ${what}.`
      : `It ends here: nothing is sent, and the agent is told that a person has refused ${what}.`;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : rest.onClose())}
      title={`${word === "approve" ? "Approve" : "Refuse"} ${what}?`}
      description={description}
      className="break-words"
    >
      <DecideForm approval={approval} word={word} {...rest} />
    </Dialog>
  );
}

function DecideForm({ approval, unfolded, word, withCall, onClose }: DecideDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [repeat, setRepeat] = useState<Repeat | null>(null);
  const { id, call, mayVote } = approval;
  const vote = useMutation(
    trpc.approvals.vote.mutationOptions({
      onSuccess: (decided) => {
        queries.setQueryData(trpc.approvals.get.queryKey({ id }), decided);
        void queries.invalidateQueries(trpc.approvals.list.pathFilter());
        void queries.invalidateQueries(trpc.approvals.count.pathFilter());
        toast(`${word === "approve" ? "Approved" : "Refused"}: ${callName(approval)}`, {
          description: decided.state === "pending" ? "Others have to approve it too." : undefined,
        });
        onClose();
      },
      // Somebody else may have decided meanwhile: the page says what has become of it.
      onError: () => void queries.invalidateQueries(trpc.approvals.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = word === "approve" && repeat !== null ? repeatInput(repeat, new Date()) : {};
    vote.mutate({ id, vote: word, callDigest: call.callDigest, note: note.trim() || undefined, ...asked });
  };
  const isFolded = word === "approve" && unfolded.left > 0;
  // Somebody else, its client or the time may end it while the question is open.
  const isOver = !mayVote[word] && !vote.isPending;
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      {withCall && call.shown ? (
        <section
          aria-label="The exact call again"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
          tabIndex={0}
          className="max-h-[38vh] overflow-y-auto rounded-md border bg-sunken/50 px-3 py-2"
        >
          <CallView shown={call.shown} unfolded={unfolded} />
        </section>
      ) : null}
      <Field
        label="Note"
        optional
        hint={
          word === "refuse"
            ? "The organization reads it, and the agent when it asks again."
            : "The organization reads it; it stays with the decision."
        }
        error={issueAt(vote.error, "/note")}
      >
        <Textarea name="note" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      {word === "approve" ? <RepeatFields repeat={repeat} onChange={setRepeat} error={vote.error} /> : null}
      {word === "approve" && approval.policyIsCurrent === false ? (
        <p className="break-words text-sm text-warn">{otherPolicyWords}</p>
      ) : null}
      {word === "approve" && mayVote.caution ? <p className="break-words text-sm text-warn">{mayVote.caution}</p> : null}
      {mayVote.needsFreshLogin ? <p className="text-ink-muted text-xs">Its risk is critical: you are asked for your password.</p> : null}
      {isFolded ? <p className="text-sm text-warn">A part of the call is folded. Look at all of it before you approve it.</p> : null}
      {isOver ? (
        <Callout tone="warn" title={standingWords(approval)}>
          {mayVote.reason}
        </Callout>
      ) : vote.error && describeError(vote.error).issues.length === 0 ? (
        <Callout tone="error" title={describeError(vote.error).message} />
      ) : null}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant={word === "approve" ? "primary" : "danger"} disabled={isFolded || isOver} loading={vote.isPending}>
          {word === "approve" ? "Approve this call" : "Refuse this call"}
        </Button>
      </DialogActions>
    </form>
  );
}
