"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Profile } from "./name-card.tsx";

export function PasswordCard({ profile }: { profile: Profile }) {
  return (
    <Card>
      <CardHeader title="Password" description="Changing it signs you out everywhere but here." />
      <CardBody>
        {profile.hasPassword ? (
          <PasswordForm />
        ) : (
          <p className="text-ink-muted text-sm">
            You sign in with {profile.providers.join(" or ")} and have no password.{" "}
            <Link href="/forgot-password" className="text-accent-ink underline underline-offset-2">
              Set one with a link
            </Link>
            .
          </p>
        )}
      </CardBody>
    </Card>
  );
}

function PasswordForm() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [oldPassword, setOldPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const change = useMutation({
    ...trpc.account.changePassword.mutationOptions({
      onSuccess: async () => {
        setOldPassword("");
        setNewPassword("");
        toast("Password changed", { description: "Your other sessions have ended." });
        await queries.invalidateQueries(trpc.account.sessions.queryFilter());
      },
    }),
    gcTime: 0,
  });
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ oldPassword, newPassword });
  };
  const at = (pointer: string) => issueAt(change.error, pointer);
  const placed = ["/oldPassword", "/newPassword"].some(at);
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {change.error && !placed ? <Callout tone="error" title={describeError(change.error).message} /> : null}
      <Field label="Current password" error={at("/oldPassword")}>
        <Input
          name="oldPassword"
          type="password"
          autoComplete="current-password"
          required
          value={oldPassword}
          onChange={(event) => setOldPassword(event.target.value)}
        />
      </Field>
      <Field
        label="New password"
        error={at("/newPassword")}
        hint={at("/newPassword") ? undefined : "At least 8 characters. Longer is better than complicated."}
      >
        <Input
          name="newPassword"
          type="password"
          autoComplete="new-password"
          required
          value={newPassword}
          onChange={(event) => setNewPassword(event.target.value)}
        />
      </Field>
      <div>
        <Button type="submit" variant="primary" loading={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
