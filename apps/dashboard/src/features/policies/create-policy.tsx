"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import type { AppRouter } from "../../trpc/router/index.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { RegisterServerFirst } from "./register-server-first.tsx";
import { StarterChoice } from "./starter-choice.tsx";
import type { StarterId } from "./starters.ts";

type ServerSummary = inferRouterOutputs<AppRouter>["server"]["list"][number];

/** The page that makes a policy. `server` (a slug) is chosen at the start. */
export function CreatePolicy({ server }: { server?: string }) {
  const { slug, may } = useOrganization();
  const servers = useQuery(useTRPC().server.list.queryOptions());
  return (
    <div className="mx-auto max-w-xl">
      <PageHeader
        above={
          <Link href={`/o/${slug}/policies`} className="hover:underline">
            Policies
          </Link>
        }
        title="Create policy"
        description="It starts as a draft. Nothing changes for anybody until you publish it."
      />
      {may("managePolicies") ? (
        <QueryState query={servers}>
          {(list) =>
            list.length === 0 ? (
              <RegisterServerFirst>A policy belongs to a server, so register a server first.</RegisterServerFirst>
            ) : (
              <CreatePolicyForm servers={list} initial={list.find((candidate) => candidate.slug === server)?.slug ?? list[0]?.slug ?? ""} />
            )
          }
        </QueryState>
      ) : (
        <Callout tone="warn" title="Your role does not create policies.">
          Ask an owner, an admin or a policy manager of the organization.
        </Callout>
      )}
    </div>
  );
}

function CreatePolicyForm({ servers, initial }: { servers: readonly ServerSummary[]; initial: string }) {
  const { slug } = useOrganization();
  const router = useRouter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [serverSlug, setServerSlug] = useState(initial);
  const [name, setName] = useState("");
  const [starter, setStarter] = useState<StarterId>("recommended");
  const server = useQuery({ ...trpc.server.get.queryOptions({ slug: serverSlug }), enabled: serverSlug !== "" });
  const create = useMutation(trpc.policy.create.mutationOptions());
  const tools = server.data?.tools ?? [];

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { starterDocument } = await import("./starter-document.ts"); // the classifier comes with it
    const made = await create.mutateAsync({ serverSlug, name: name.trim(), document: starterDocument(starter, tools) });
    await queryClient.invalidateQueries(trpc.policy.list.pathFilter());
    router.push(`/o/${slug}/policies/${made.id}`);
  };
  const nameError = issueAt(create.error, "/name");

  return (
    // A failed creation is shown by the mutation's state below.
    <form method="post" className="grid gap-4" onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Field label="Server">
        <Select value={serverSlug} onChange={(event) => setServerSlug(event.target.value)}>
          {servers.map((candidate) => (
            <option key={candidate.slug} value={candidate.slug}>
              {candidate.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Name" hint="What it allows, in a few words: read only, on-call, nightly report." error={nameError}>
        <Input value={name} onChange={(event) => setName(event.target.value)} required maxLength={100} autoComplete="off" />
      </Field>
      <StarterChoice value={starter} onChange={setStarter} />
      {create.error && !nameError ? <Callout tone="error" title={describeError(create.error).message} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button asChild>
          <Link href={`/o/${slug}/policies`}>Cancel</Link>
        </Button>
        <Button
          type="submit"
          variant="primary"
          loading={create.isPending}
          disabled={starter !== "nothing" && starter !== "everything" && server.isPending}
        >
          Create policy
        </Button>
      </div>
    </form>
  );
}
