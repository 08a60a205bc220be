"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { capabilityFor, type KillSwitch, targetOf, targetWords } from "./kill-words.ts";

/** The way back from a stop, after a question; only for who may. */
export function ReleaseButton({ standing, size }: { standing: KillSwitch; size?: "sm" | "md" }) {
  const { name, may } = useOrganization();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const release = useMutation(trpc.kill.release.mutationOptions());
  if (!may(capabilityFor(standing.scope))) return null;
  const what = targetWords(targetOf(standing, name));
  const confirm = async () => {
    try {
      await release.mutateAsync({ id: standing.id });
    } catch (error) {
      throw new Error(describeError(error).message);
    }
    toast(`Released: ${what}`, { description: "Policies decide its calls again." });
    queries.setQueryData(
      trpc.kill.list.queryKey(),
      (known) => known && { ...known, switches: known.switches.filter(({ id }) => id !== standing.id) },
    );
    void queries.invalidateQueries(trpc.kill.pathFilter());
  };
  return (
    <ConfirmDialog
      trigger={
        <Button size={size} aria-label={`Release ${what}`}>
          Release
        </Button>
      }
      title={`Release ${what}?`}
      description={`Stopped by ${standing.setBy}: “${standing.reason}” Its calls are decided by policies again, within a second.`}
      confirmLabel="Release"
      tone="primary"
      onConfirm={confirm}
    />
  );
}
