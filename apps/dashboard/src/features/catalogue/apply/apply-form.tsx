"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError, issueAt } from "../../../trpc/describe-error.ts";
import type { Outputs } from "../../../trpc/outputs.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Card, CardBody } from "../../../ui/card.tsx";
import { Field } from "../../../ui/field.tsx";
import { useFocusInvalid } from "../../../ui/focus-invalid.ts";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { DiscoveryProgress } from "../../servers/discovery-progress.tsx";
import { type HeaderRow, HeaderRows, headersOf } from "../../servers/header-rows.tsx";
import { UpstreamProblem } from "../../servers/upstream-problem.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import type { AskedPolicy } from "./asked-policy.ts";

export interface ApplyFormProps {
  asked: AskedPolicy;
  sampleUrl: string | undefined;
  servers: Outputs["server"]["list"];
  mayRegister: boolean;
}

const newServer = "";

/** Registers the server unless it is there, then adds the policy as a draft and opens it. */
export function ApplyForm({ asked, sampleUrl, servers, mayRegister }: ApplyFormProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(
    () => servers.find(({ name }) => name === asked.serverName)?.slug ?? (mayRegister ? newServer : (servers[0]?.slug ?? "")),
  );
  const [url, setUrl] = useState(sampleUrl ?? "");
  const [name, setName] = useState(asked.serverName);
  const [policyName, setPolicyName] = useState(asked.policyName);
  const [headers, setHeaders] = useState<HeaderRow[]>([]);

  const register = useMutation(trpc.server.register.mutationOptions());
  const create = useMutation(trpc.policy.create.mutationOptions());
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, register.error ?? create.error);

  const submit = async () => {
    let server = chosen;
    if (server === newServer) {
      server = (await register.mutateAsync({ name: name.trim(), url: url.trim(), headers: headersOf(headers) })).slug;
      // Should the policy not be taken, the server is there already.
      await queries.invalidateQueries(trpc.server.list.pathFilter());
      setChosen(server);
    }
    const { id } = await create.mutateAsync({ serverSlug: server, name: policyName.trim(), document: asked.policyText });
    await queries.invalidateQueries();
    router.push(`/o/${slug}/policies/${id}`);
  };
  const upstream = register.error !== null && describeError(register.error).reason.startsWith("upstream_");
  const at = (pointer: string) => (upstream ? null : issueAt(register.error, pointer));
  const nameProblem = issueAt(create.error, "/name");
  const busy = register.isPending || create.isPending || create.isSuccess;

  if (!mayRegister && servers.length === 0)
    return (
      <Callout tone="warn" title="There is no server for it yet">
        Registering servers is for owners and admins of the organization. Ask one of them for {asked.serverName}, then come back.
      </Callout>
    );
  return (
    <Card>
      <CardBody>
        <form
          method="post"
          ref={form}
          className="grid gap-5"
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            // What went wrong is in the mutations' state.
            void submit().catch(() => undefined);
          }}
        >
          {servers.length > 0 ? (
            <Field label="Server">
              <Select value={chosen} onChange={(event) => setChosen(event.target.value)}>
                {mayRegister ? <option value={newServer}>Register {asked.serverName}</option> : null}
                {servers.map((server) => (
                  <option key={server.slug} value={server.slug}>
                    {server.name}
                  </option>
                ))}
              </Select>
            </Field>
          ) : null}
          {chosen === newServer ? (
            <>
              <Field
                label="Server URL"
                error={at("/url")}
                hint={
                  sampleUrl && url === sampleUrl
                    ? "The sample server of this installation. Put your own address here when you have one."
                    : "The address of its MCP endpoint, often ending in /mcp."
                }
              >
                <Input
                  name="url"
                  type="url"
                  inputMode="url"
                  mono
                  autoComplete="off"
                  spellCheck={false}
                  required
                  value={url}
                  onChange={(event) => setUrl(event.target.value)}
                />
              </Field>
              <Field label="Server name" error={at("/name")}>
                <Input name="name" autoComplete="off" required value={name} onChange={(event) => setName(event.target.value)} />
              </Field>
              <fieldset className="grid gap-2">
                <legend className="flex w-full items-baseline justify-between font-medium text-sm">
                  Headers <span className="font-normal text-ink-muted text-xs">Optional</span>
                </legend>
                <HeaderRows rows={headers} onChange={setHeaders} problemAt={at} />
              </fieldset>
            </>
          ) : null}
          <Field label="Policy name" error={nameProblem}>
            <Input
              name="policy"
              autoComplete="off"
              required
              maxLength={100}
              value={policyName}
              onChange={(event) => setPolicyName(event.target.value)}
            />
          </Field>
          {register.error && !at("/url") && !at("/name") ? <UpstreamProblem error={register.error} /> : null}
          {create.error && !nameProblem ? <Callout tone="error" title={describeError(create.error).message} /> : null}
          <div className="flex flex-wrap items-center gap-3">
            <Button type="submit" variant="primary" loading={busy}>
              {chosen === newServer ? "Register server and add policy" : "Add policy"}
            </Button>
            <DiscoveryProgress active={register.isPending} />
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
