"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { leaveOnPurpose, useTRPC } from "../../trpc/client.tsx";
import { issueOrMessage } from "../../trpc/describe-error.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { DialogActions } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

interface StepProps {
  onDone: () => void;
  onCancel: () => void;
}

/** The password, or for an account without one the way to its provider. */
export default function FreshLoginSteps(steps: StepProps) {
  const profile = useQuery(useTRPC().account.profile.queryOptions());
  return (
    <QueryState query={profile} rows={1}>
      {({ email, hasPassword }) => (hasPassword ? <ByPassword email={email} {...steps} /> : <ByProvider {...steps} />)}
    </QueryState>
  );
}

function ByPassword({ email, onDone, onCancel }: StepProps & { email: string }) {
  const [password, setPassword] = useState("");
  const confirm = useMutation(useTRPC().account.confirmLogin.mutationOptions({ onSuccess: onDone }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog may stand above another form: a submit must not reach that one.
    event.stopPropagation();
    confirm.mutate({ password });
  };
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      {/* For password managers, which go by it. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field label={`Password of ${email}`} error={confirm.error ? issueOrMessage(confirm.error, "/password") : null}>
        <Input
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" loading={confirm.isPending}>
          Confirm
        </Button>
      </DialogActions>
    </form>
  );
}

function ByProvider({ onCancel }: StepProps) {
  const [busy, setBusy] = useState(false);
  return (
    <div className="grid gap-4 text-sm">
      <p>Your account has no password here: you sign in with a provider. Sign in with it again; you come back to this page.</p>
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          variant="primary"
          loading={busy}
          onClick={() => {
            setBusy(true);
            void signInAgain();
          }}
        >
          Sign in again
        </Button>
      </DialogActions>
    </div>
  );
}

async function signInAgain() {
  leaveOnPurpose();
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}` });
}
