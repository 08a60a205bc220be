"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Pencil, Power, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dropdown, DropdownItem, DropdownSeparator } from "../../ui/dropdown.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { HeadersDialog } from "./headers-dialog.tsx";
import { Rediscover } from "./rediscover-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import type { ServerWithTools } from "./server-detail.tsx";

type Open = "rename" | "headers" | "disable" | "delete" | null;

/** What owners and admins can do to a server: one menu, one dialog each. */
export function ServerActions({ server }: { server: ServerWithTools }) {
  const [open, setOpen] = useState<Open>(null);
  const setEnabled = useSetEnabled(server);
  const dialog = (name: Open) => ({ open: open === name, onOpenChange: (next: boolean) => setOpen(next ? name : null) });
  return (
    <>
      <Rediscover slug={server.slug} />
      <Dropdown
        trigger={
          <Button size="icon" aria-label="More actions">
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <DropdownItem onSelect={() => setOpen("rename")}>
          <Pencil aria-hidden />
          Rename
        </DropdownItem>
        <DropdownItem onSelect={() => setOpen("headers")}>
          <KeyRound aria-hidden />
          Change headers
        </DropdownItem>
        <DropdownItem onSelect={() => (server.enabled ? setOpen("disable") : void setEnabled(true))}>
          <Power aria-hidden />
          {server.enabled ? "Disable" : "Enable"}
        </DropdownItem>
        <DropdownSeparator />
        <DropdownItem tone="danger" onSelect={() => setOpen("delete")}>
          <Trash2 aria-hidden />
          Delete
        </DropdownItem>
      </Dropdown>
      <RenameDialog server={server} {...dialog("rename")} />
      <HeadersDialog server={server} {...dialog("headers")} />
      <ConfirmDialog
        {...dialog("disable")}
        title={`Disable ${server.name}?`}
        description="The gateway refuses every call to it within a second. Policies and grants stay; you can enable it again at any time."
        confirmLabel="Disable server"
        onConfirm={() => setEnabled(false)}
      />
      <DeleteServer server={server} {...dialog("delete")} />
    </>
  );
}

function useSetEnabled({ slug, name }: ServerWithTools) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mutation = useMutation(trpc.server.setEnabled.mutationOptions());
  return async (enabled: boolean) => {
    try {
      await mutation.mutateAsync({ slug, enabled });
      toast(enabled ? `${name} is enabled` : `${name} is disabled`);
    } catch (error) {
      if (!enabled) throw error; // the dialog shows it
      toast("Not enabled", { tone: "error", description: describeError(error).message });
    }
    await queries.invalidateQueries(trpc.server.pathFilter());
  };
}

function DeleteServer({ server, ...dialog }: { server: ServerWithTools; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const remove = useMutation(trpc.server.delete.mutationOptions());
  const confirm = async () => {
    await remove.mutateAsync({ slug: server.slug, confirm: server.slug });
    toast(`${server.name} is deleted`);
    router.push(`/o/${organization}/servers`);
    await queries.invalidateQueries({ ...trpc.server.list.queryFilter() });
  };
  return (
    <ConfirmDialog
      {...dialog}
      title={`Delete ${server.name}?`}
      description={`Its tools, headers and policies go with it, and ${grantsThatLose(server.grantCount)} access to it. Recorded calls stay in the log. This cannot be taken back.`}
      confirmLabel="Delete server"
      confirmText={server.slug}
      onConfirm={confirm}
    />
  );
}

function grantsThatLose(count: number): string {
  if (count === 0) return "no grant loses";
  return count === 1 ? "one grant loses" : `${count} grants lose`;
}
