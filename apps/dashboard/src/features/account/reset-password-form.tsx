"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { TextLink } from "./entry-page.tsx";

/** Sets a new password by a mailed link. */
export function ResetPasswordForm({ token, email }: { token: string; email: string }) {
  const trpc = useTRPC();
  const [password, setPassword] = useState("");
  const reset = useMutation(trpc.account.resetPassword.mutationOptions());
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, reset.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ token, password });
  };
  if (reset.isSuccess)
    return (
      <Callout tone="ok" title="Your password is set">
        You were signed out everywhere. <TextLink href="/sign-in">Sign in with the new one</TextLink>
      </Callout>
    );
  const atPassword = issueAt(reset.error, "/password");
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {reset.error && !atPassword ? <Callout tone="error" title={describeError(reset.error).message} /> : null}
      <Field label="E-mail">
        <Input name="email" type="email" autoComplete="username" readOnly value={email} />
      </Field>
      <Field
        label="New password"
        error={atPassword}
        hint={atPassword ? undefined : "At least 8 characters. Longer is better than complicated."}
      >
        <Input
          name="password"
          type="password"
          autoComplete="new-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" className="h-10" loading={reset.isPending}>
        Set password
      </Button>
    </form>
  );
}
