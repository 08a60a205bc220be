"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { StopTarget } from "./kill-words.ts";
import { StopDialog } from "./stop-dialog.tsx";

interface ChooseTargetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** `organization`, `server:<slug>` or `grant:<id>`: chosen already, in the address. */
  asked: string | null;
}

/** Says what is to be stopped, then asks why. */
export function ChooseTarget({ open, onOpenChange, asked }: ChooseTargetProps) {
  const { name } = useOrganization();
  const trpc = useTRPC();
  const servers = useQuery({ ...trpc.server.list.queryOptions(), enabled: open });
  const grants = useQuery({ ...trpc.grant.list.queryOptions(), enabled: open });
  const [chosen, setChosen] = useState<StopTarget | null>(null);
  const close = () => {
    setChosen(null);
    onOpenChange(false);
  };
  const targetNamed = (value: string): StopTarget | null => {
    if (value === "organization") return { scope: "organization", name };
    const server = servers.data?.find(({ slug }) => value === `server:${slug}`);
    if (server) return { scope: "server", serverSlug: server.slug, name: server.name };
    const grant = grants.data?.find(({ id }) => value === `grant:${id}`);
    return grant ? { scope: "grant", grantId: grant.id, name: grant.label } : null;
  };
  const target = chosen ?? (asked === null ? null : targetNamed(asked));
  if (target) return <StopDialog target={target} open={open} onOpenChange={(next) => (next ? undefined : close())} />;
  return (
    <Dialog
      open={open && asked === null}
      onOpenChange={(next) => (next ? undefined : close())}
      title="Stop something"
      description="You say why on the next step. A single tool is stopped at its server's page."
    >
      <Choice
        servers={servers.data ?? []}
        grants={(grants.data ?? []).filter(({ revokedAt }) => revokedAt === null)}
        named={targetNamed}
        onChosen={setChosen}
      />
    </Dialog>
  );
}

interface ChoiceProps {
  servers: readonly { slug: string; name: string }[];
  grants: readonly { id: string; label: string }[];
  named: (value: string) => StopTarget | null;
  onChosen: (target: StopTarget) => void;
}

function Choice({ servers, grants, named, onChosen }: ChoiceProps) {
  const { name, may } = useOrganization();
  const [value, setValue] = useState("");
  const target = named(value);
  return (
    <form
      method="post"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (target) onChosen(target);
      }}
    >
      <Field label="What">
        <Select value={value} onChange={(event) => setValue(event.target.value)}>
          <option value="">Choose …</option>
          {may("manageServers") ? <option value="organization">Everything in {name}</option> : null}
          {may("manageServers") && servers.length > 0 ? (
            <optgroup label="Servers">
              {servers.map(({ slug, name: server }) => (
                <option key={slug} value={`server:${slug}`}>
                  {server}
                </option>
              ))}
            </optgroup>
          ) : null}
          {may("manageGrants") && grants.length > 0 ? (
            <optgroup label="Grants">
              {grants.map(({ id, label }) => (
                <option key={id} value={`grant:${id}`}>
                  {label}
                </option>
              ))}
            </optgroup>
          ) : null}
        </Select>
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="danger" disabled={target === null}>
          Next
        </Button>
      </DialogActions>
    </form>
  );
}
