"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card, CardBody } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { DiscoveryProgress } from "./discovery-progress.tsx";
import { type HeaderRow, HeaderRows, headersOf } from "./header-rows.tsx";
import { suggestServerName } from "./suggest-server-name.ts";
import { UpstreamProblem } from "./upstream-problem.tsx";

/** The form that puts a server behind the gate. `sampleUrl` offers the sample server where this installation runs one. */
export function RegisterServer({ sampleUrl }: { sampleUrl: string | undefined }) {
  const { slug, may } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [url, setUrl] = useState("");
  const [name, setName] = useState<string | null>(null);
  const [headers, setHeaders] = useState<HeaderRow[]>([]);
  const shownName = name ?? suggestServerName(url);

  const register = useMutation(
    trpc.server.register.mutationOptions({
      onSuccess: async (server) => {
        await queries.invalidateQueries();
        // Nothing of it is served before somebody has looked at its tools.
        router.push(`/o/${slug}/servers/${server.slug}/review`);
      },
    }),
  );
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, register.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate({ name: shownName.trim(), url: url.trim(), headers: headersOf(headers) });
  };
  // What the upstream did belongs in the callout with its advice; its field is marked, and gets the focus.
  const upstream = register.error !== null && describeError(register.error).reason.startsWith("upstream_");
  const at = (pointer: string) => {
    const issue = issueAt(register.error, pointer);
    return upstream && issue !== null ? "See below." : issue;
  };
  const busy = register.isPending || register.isSuccess;

  const head = (
    <PageHeader
      above={<UpLink href={`/o/${slug}/servers`}>Servers</UpLink>}
      title="Register server"
      description="Any MCP server that speaks Streamable HTTP. Portcullis connects to it and reads its tools before anything is saved."
    />
  );
  if (!may("manageServers"))
    return (
      <div className="mx-auto max-w-2xl">
        {head}
        <NotYours />
      </div>
    );
  return (
    <div className="mx-auto max-w-2xl">
      {head}
      {sampleUrl ? (
        <SampleOffer
          onUse={() => {
            setUrl(sampleUrl);
            setName("Zabbix");
          }}
        />
      ) : null}
      <Card>
        <CardBody>
          <form method="post" ref={form} className="grid gap-5" onSubmit={submit} noValidate>
            <Field label="Server URL" error={at("/url")} hint="The address of its MCP endpoint, often ending in /mcp.">
              <Input
                name="url"
                type="url"
                inputMode="url"
                mono
                autoComplete="off"
                spellCheck={false}
                required
                placeholder="https://zabbix.example.com/mcp"
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            </Field>
            <Field label="Name" error={at("/name")} hint="What people here call it; its short form becomes part of the gateway URL.">
              <Input
                name="name"
                autoComplete="off"
                required
                placeholder="Zabbix"
                value={shownName}
                onChange={(event) => setName(event.target.value)}
              />
            </Field>
            <fieldset className="grid gap-2">
              <legend className="flex w-full items-baseline justify-between font-medium text-sm">
                Headers <span className="font-normal text-ink-muted text-xs">Optional</span>
              </legend>
              <p className="text-ink-muted text-xs">
                Credentials that the server wants, such as an API token. They are encrypted, sent to this server only, and never shown
                again.
              </p>
              <HeaderRows rows={headers} onChange={setHeaders} problemAt={at} />
            </fieldset>
            {register.error && (upstream || (!at("/url") && !at("/name"))) ? <UpstreamProblem error={register.error} /> : null}
            <div className="flex flex-wrap items-center gap-3">
              <Button type="submit" variant="primary" loading={busy}>
                Register server
              </Button>
              <Button asChild>
                <Link href={`/o/${slug}/servers`}>Cancel</Link>
              </Button>
              <DiscoveryProgress active={busy} />
            </div>
          </form>
        </CardBody>
      </Card>
    </div>
  );
}

function SampleOffer({ onUse }: { onUse: () => void }) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-dashed px-4 py-3">
      <p className="flex min-w-0 items-center gap-2.5 text-ink-muted text-sm">
        <FlaskConical className="size-4 shrink-0" aria-hidden />
        Just looking? This installation runs a sample server with 102 tools.
      </p>
      <Button size="sm" onClick={onUse}>
        Use the sample Zabbix server
      </Button>
    </div>
  );
}

function NotYours() {
  return (
    <Callout tone="warn" title="Registering servers is for owners and admins">
      Ask one of them in your organization to register it. Everything else on the Servers page is open to you.
    </Callout>
  );
}
