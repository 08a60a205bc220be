"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { OrganizationDetail } from "./settings-page.tsx";

export function NameCard({ organization }: { organization: OrganizationDetail }) {
  const { may } = useOrganization();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState(organization.name);
  const rename = useMutation(
    trpc.organization.rename.mutationOptions({
      onSuccess: async () => {
        toast("Name saved");
        await queries.invalidateQueries(trpc.organization.get.queryFilter());
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
      <CardHeader title="Organization" />
      <CardBody>
        <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
          <Field
            label="Name"
            error={rename.error ? describeError(rename.error).message : null}
            hint={may("own") ? "What people see." : "Only an owner changes it."}
          >
            <Input name="organization" required readOnly={!may("own")} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label="Short name" hint="Part of every gateway URL. It stays as it is, so that no client has to be changed.">
            <Input mono readOnly value={organization.slug} />
          </Field>
          {may("own") ? (
            <div>
              <Button type="submit" variant="primary" loading={rename.isPending} disabled={name.trim() === organization.name}>
                Save name
              </Button>
            </div>
          ) : null}
        </form>
      </CardBody>
    </Card>
  );
}
