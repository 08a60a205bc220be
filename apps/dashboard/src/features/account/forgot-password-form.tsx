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

/** Asks for a reset link. Says the same for every address: who has an account is nobody's business. */
export function ForgotPasswordForm() {
  const trpc = useTRPC();
  const [email, setEmail] = useState("");
  const ask = useMutation(trpc.account.requestPasswordReset.mutationOptions());
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, ask.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate({ email });
  };
  if (ask.isSuccess)
    return (
      <Callout tone="ok" title="Look into your mailbox">
        If there is an account for {email.trim()}, a link is on its way. It works once, for 30 minutes. Nothing there? Look into the spam
        folder, or ask the operator of this installation.
      </Callout>
    );
  const atEmail = issueAt(ask.error, "/email");
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {ask.error && !atEmail ? <Callout tone="error" title={describeError(ask.error).message} /> : null}
      <Field label="E-mail" error={atEmail}>
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" className="h-10" loading={ask.isPending}>
        Send reset link
      </Button>
    </form>
  );
}
