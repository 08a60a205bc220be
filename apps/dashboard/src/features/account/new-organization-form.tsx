"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { SlugHint } from "./slug-hint.tsx";

export function NewOrganizationForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState("");
  const create = useMutation(trpc.organization.create.mutationOptions({ onSuccess: ({ slug }) => router.push(`/o/${slug}`) }));
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name });
  };
  const atName = issueAt(create.error, "/name");
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit}>
      {create.error && !atName ? <Callout tone="error" title={describeError(create.error).message} /> : null}
      <Field label="Organization name" error={atName} hint={<SlugHint name={name} />}>
        <Input name="organization" autoComplete="organization" required value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" variant="primary" loading={create.isPending || create.isSuccess}>
        Create organization
      </Button>
    </form>
  );
}
