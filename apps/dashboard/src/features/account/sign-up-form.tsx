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
import { SlugHint } from "./slug-hint.tsx";
import { suggestOrganizationName } from "./suggest-organization-name.ts";

/** Who was invited, when the form stands on an invitation: the address is given and no organization is made. */
export interface InvitedTo {
  token: string;
  email: string;
}

/** `next`: where to go with the new account, a path that safeNext has seen; without one, to its organization. */
export function SignUpForm({ invited, next }: { invited?: InvitedTo; next?: string }) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [email, setEmail] = useState(invited?.email ?? "");
  const [password, setPassword] = useState("");
  const [organization, setOrganization] = useState<string | null>(null);
  const organizationName = organization ?? suggestOrganizationName(name);

  // A full load, so that every server component starts with the new cookie.
  const signUp = useMutation(
    trpc.account.signUp.mutationOptions({ onSuccess: ({ organizationSlug }) => location.assign(next ?? `/o/${organizationSlug}`) }),
  );
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, signUp.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate({
      name,
      email,
      password,
      ...(invited ? { invitationToken: invited.token } : { organizationName: organizationName.trim() || undefined }),
    });
  };
  const at = (pointer: string) => issueAt(signUp.error, pointer);
  const placed = ["/name", "/email", "/password", "/organizationName"].some(at);

  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {signUp.error && !placed ? <Callout tone="error" title={describeError(signUp.error).message} /> : null}
      <Field label="Name" error={at("/name")}>
        <Input name="name" autoComplete="name" required value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="E-mail" error={at("/email")} hint={invited ? "The address that was invited." : undefined}>
        <Input
          name="email"
          type="email"
          autoComplete="email"
          required
          readOnly={Boolean(invited)}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field
        label="Password"
        error={at("/password")}
        hint={at("/password") ? undefined : "At least 8 characters. Longer is better than complicated."}
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
      {invited ? null : (
        <Field label="Organization name" error={at("/organizationName")} hint={<SlugHint name={organizationName} />}>
          <Input
            name="organization"
            autoComplete="organization"
            value={organizationName}
            onChange={(event) => setOrganization(event.target.value)}
          />
        </Field>
      )}
      <Button type="submit" variant="primary" className="mt-1 h-10" loading={signUp.isPending || signUp.isSuccess}>
        Create account
      </Button>
    </form>
  );
}
