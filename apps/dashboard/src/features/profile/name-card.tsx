"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";

export type Profile = Outputs["account"]["profile"];

/** Name and address. The address is shown: it is what invitations and sign-in go by. */
export function NameCard({ profile }: { profile: Profile }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState(profile.name);
  const rename = useMutation(
    trpc.account.rename.mutationOptions({
      onSuccess: async () => {
        toast("Name saved");
        await queries.invalidateQueries(trpc.account.profile.queryFilter());
        router.refresh();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ name });
  };
  return (
    <Card>
      <CardHeader title="You" />
      <CardBody>
        <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
          <Field
            label="Name"
            error={rename.error ? describeError(rename.error).message : null}
            hint="What other members and the audit log call you from now on."
          >
            <Input name="name" autoComplete="name" required value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label="E-mail" hint="You sign in with it, and invitations for it are yours. It cannot be changed here.">
            <Input name="email" type="email" autoComplete="username" readOnly value={profile.email} />
          </Field>
          <div>
            <Button type="submit" variant="primary" loading={rename.isPending} disabled={name.trim() === profile.name}>
              Save name
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
