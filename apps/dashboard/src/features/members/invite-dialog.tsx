"use client";

import type { Role } from "@portcullis/control-plane";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { CopyLine } from "../../ui/code-block.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { RoleSelect } from "./role-select.tsx";

type Made = Outputs["member"]["invite"] & { email: string };

/** Invites somebody: a form, then the link, once. */
export function InviteDialog() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Invite member"
      trigger={
        <Button variant="primary">
          <UserPlus aria-hidden />
          Invite member
        </Button>
      }
    >
      <Invite />
    </Dialog>
  );
}

function Invite() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const invite = useMutation(
    trpc.member.invite.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.member.invitations.queryFilter()) }),
  );
  if (invite.data) return <InvitationLink made={{ ...invite.data, email }} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email, role });
  };
  const atEmail = issueAt(invite.error, "/email");
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      {invite.error && !atEmail ? <Callout tone="error" title={describeError(invite.error).message} /> : null}
      <Field label="E-mail" error={atEmail} hint="The invitation works for this address only.">
        <Input type="email" autoComplete="off" required value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <RoleSelect value={role} onChange={setRole} />
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={invite.isPending}>
          Create invitation
        </Button>
      </DialogActions>
    </form>
  );
}

function InvitationLink({ made }: { made: Made }) {
  const until = made.expiresAt.toLocaleDateString("en", { dateStyle: "long" });
  return (
    <div className="grid gap-3">
      {made.invitationUrl === null ? (
        <Callout tone="ok" title={`The invitation is on its way to ${made.email}`}>
          The link in it works once, until {until}. Inviting the address again sends a new one.
        </Callout>
      ) : (
        <>
          {made.mail === "failed" ? (
            <Callout tone="warn" title="The mail did not go out">
              The mail server of this installation did not take it. Hand the link over yourself.
            </Callout>
          ) : null}
          <Callout tone="ok" title={`The invitation for ${made.email} is ready`}>
            Send them this link. It is shown only now, works once, and until {until}.
          </Callout>
          <CopyLine text={made.invitationUrl} label="Copy invitation link" />
        </>
      )}
      <DialogActions>
        <DialogClose asChild>
          <Button variant="primary">Done</Button>
        </DialogClose>
      </DialogActions>
    </div>
  );
}
