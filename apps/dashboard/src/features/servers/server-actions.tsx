"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Pencil, Power, Settings, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dropdown, DropdownItem, DropdownSeparator } from "../../ui/dropdown.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { HeadersDialog } from "./headers-dialog.tsx";
import { Rediscover } from "./rediscover-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import type { ServerWithTools } from "./server-detail.tsx";
import { useSetEnabled } from "./use-set-enabled.ts";

type Open = "rename" | "headers" | "disable" | "delete" | null;

/** What owners and admins can do to a server: one menu, one dialog each. */
export function ServerActions({ server }: { server: ServerWithTools }) {
  const { slug: organization } = useOrganization();
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
        <DropdownItem asChild>
          <Link href={`/o/${organization}/servers/${server.slug}/settings`}>
            <Settings aria-hidden />
            Settings
          </Link>
        </DropdownItem>
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
