"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { RegisterServerFirst } from "../policies/register-server-first.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { type AccessChoice, accessOf, firstChoice } from "./access-choice.ts";
import { AccessRows } from "./access-rows.tsx";
import { expiryOf, expiryPresets } from "./expiry.ts";
import type { Grant, PolicySummary, ServerSummary } from "./grant.ts";
import { GrantCreated } from "./grant-created.tsx";
import { fetchRouteSetup } from "./lazy-route-setup.tsx";
import { NoPolicyWarning } from "./no-policy.tsx";
import { tagsHint, tagsOf } from "./tags.ts";

/** The page that makes a grant and then shows its token, once. `server` (a slug) is ticked at the start. */
export function CreateGrant({ server }: { server?: string }) {
  const { slug, may } = useOrganization();
  const trpc = useTRPC();
  const servers = useQuery(trpc.server.list.queryOptions());
  const policies = useQuery(trpc.policy.list.queryOptions({}));
  const [made, setMade] = useState<Made | null>(null);
  if (made) return <GrantCreated {...made} />;
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        above={<UpLink href={`/o/${slug}/grants`}>Grants</UpLink>}
        title="Create grant"
        description="One grant for each agent, person or job, so that each can be limited, watched and revoked by itself."
      />
      {may("manageGrants") ? (
        <QueryState query={servers}>
          {(serverList) => (
            <QueryState query={policies}>
              {(policyList) =>
                serverList.length === 0 ? (
                  <RegisterServerFirst>A grant opens servers to an agent, so register a server first.</RegisterServerFirst>
                ) : (
                  <CreateGrantForm servers={serverList} policies={policyList} server={server} onMade={setMade} />
                )
              }
            </QueryState>
          )}
        </QueryState>
      ) : (
        <Callout tone="warn" title="Your role does not create grants.">
          Ask an owner or an admin of the organization.
        </Callout>
      )}
    </div>
  );
}

type Made = { grant: Grant; token: string; warnings: readonly string[] };

interface FormProps {
  servers: readonly ServerSummary[];
  policies: readonly PolicySummary[];
  server: string | undefined;
  onMade: (made: Made) => void;
}

function CreateGrantForm({ servers, policies, server, onMade }: FormProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [label, setLabel] = useState("");
  const [access, setAccess] = useState<AccessChoice>(() => firstChoice(servers, policies, server));
  const [tags, setTags] = useState("");
  const [expiry, setExpiry] = useState("never");
  const [unticked, setUnticked] = useState(false);
  // The answer holds the token, so it must not stay in the mutation cache.
  const issue = useMutation({ ...trpc.grant.issue.mutationOptions(), gcTime: 0 });
  const labelError = issueAt(issue.error, "/label");
  const tagsError = issue.error
    ? (describeError(issue.error).issues.find(({ pointer }) => pointer.startsWith("/tags"))?.message ?? null)
    : null;
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, issue.error);
  // What follows is there when the token is; LazyRouteSetup says so if not.
  useEffect(() => void fetchRouteSetup().catch(() => undefined), []);
  const bare = servers.filter(({ slug: server }) => access[server]?.policyId === null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setUnticked(Object.keys(access).length === 0);
    if (Object.keys(access).length === 0) return;
    const made = await issue.mutateAsync({
      label: label.trim(),
      access: accessOf(access),
      tags: tagsOf(tags),
      expiresAt: expiryOf(expiry, new Date()),
    });
    await queryClient.invalidateQueries(trpc.grant.list.pathFilter());
    onMade(made);
    scrollTo({ top: 0 });
  };

  return (
    // A failed creation is shown by the mutation's state below.
    <form method="post" ref={form} noValidate className="grid gap-5" onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Field label="Label" hint="Who or what uses it: the name of an agent, a person or a job." error={labelError}>
        <Input value={label} onChange={(event) => setLabel(event.target.value)} required maxLength={100} autoComplete="off" />
      </Field>
      <AccessRows
        servers={servers}
        policies={policies}
        value={access}
        onChange={setAccess}
        error={unticked && Object.keys(access).length === 0 ? "Tick at least one server." : null}
      />
      <Field label="Expires" hint="After that every call is refused. You can revoke or rotate it any time before.">
        <Select value={expiry} onChange={(event) => setExpiry(event.target.value)}>
          {expiryPresets.map((preset) => (
            <option key={preset.id} value={preset.id}>
              {preset.days === null ? preset.label : `In ${preset.label}`}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Tags" optional error={tagsError} hint={tagsHint}>
        <Input
          value={tags}
          onChange={(event) => setTags(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          placeholder="ci, production"
        />
      </Field>
      <NoPolicyWarning access={bare.map((server) => ({ serverSlug: server.slug, serverName: server.name, policyId: null }))} />
      {issue.error && !labelError && !tagsError ? <Callout tone="error" title={describeError(issue.error).message} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button asChild>
          <Link href={`/o/${slug}/grants`}>Cancel</Link>
        </Button>
        <Button type="submit" variant="primary" loading={issue.isPending}>
          Create grant
        </Button>
      </div>
    </form>
  );
}
