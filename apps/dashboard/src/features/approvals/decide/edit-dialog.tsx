"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError, issueAt } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { toast } from "../../../ui/toast.tsx";
import { LazyPolicyEditor } from "../../policies/editor/lazy-policy-editor.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import type { ApprovalDetail } from "../approval.ts";
import { callName, pageOf, standingWords } from "../words.ts";

interface EditDialogProps {
  approval: ApprovalDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Other arguments make another call: this one ends, and the other waits in its place for its own decision. */
export default function EditDialog({ approval, open, onOpenChange }: EditDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Change the arguments of ${callName(approval)}`}
      description="This makes a new request with the arguments that you write, and ends this one. The new one still has to be approved; the agent is told to make that call."
      className="max-w-2xl break-words"
    >
      <EditForm approval={approval} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function EditForm({ approval, onDone }: { approval: ApprovalDetail; onDone: () => void }) {
  const { id, call } = approval;
  const before = call.shown?.editable ?? "{}";
  const { slug } = useOrganization();
  const router = useRouter();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [text, setText] = useState(before);
  const [note, setNote] = useState("");
  const edit = useMutation(
    trpc.approvals.edit.mutationOptions({
      // Somebody else may have decided meanwhile: the page says what has become of it.
      onError: () => void queries.invalidateQueries(trpc.approvals.pathFilter()),
      onSuccess: (made) => {
        void queries.invalidateQueries(trpc.approvals.pathFilter());
        toast("The arguments were changed", { description: "The changed call waits for a decision." });
        onDone();
        router.push(pageOf(slug, made.id));
      },
    }),
  );
  const problem = problemOf(text);
  // Somebody else, its client or the time may end it while the dialog is open.
  const isOver = !approval.mayVote.edit && !edit.isPending && !edit.isSuccess;
  const write = (next: string) => {
    setText(next);
    // What was said of other arguments is not said of these.
    if (edit.error) edit.reset();
  };
  return (
    <div className="grid gap-4">
      <LazyPolicyEditor label="Arguments" value={text} onChange={write} maxHeight="min(40vh, 24rem)" />
      {problem ? (
        <p role="status" className="text-sm text-warn">
          {problem}
        </p>
      ) : null}
      <Field label="Why" optional hint="The organization reads it." error={issueAt(edit.error, "/note")}>
        <Input maxLength={500} autoComplete="off" value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      {isOver ? (
        <Callout tone="warn" title={standingWords(approval)}>
          {approval.mayVote.reason}
        </Callout>
      ) : edit.error ? (
        <Callout tone="error" title={issueAt(edit.error, "/arguments") ?? describeError(edit.error).message} />
      ) : null}
      <DialogActions>
        <Button variant="ghost" disabled={text === before} onClick={() => write(before)}>
          Start again
        </Button>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button
          variant="primary"
          disabled={isOver || problem !== null || text === before}
          loading={edit.isPending}
          onClick={() => edit.mutate({ id, callDigest: call.callDigest, arguments: text, note: note.trim() || undefined })}
        >
          Ask with these arguments
        </Button>
      </DialogActions>
    </div>
  );
}

function problemOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? null : "The arguments are a JSON object.";
  } catch {
    return "This is not JSON yet.";
  }
}
