"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { toast } from "../../ui/toast.tsx";

/** Opens or closes a server. Disabling throws, for the dialog that asked; enabling tells by a toast. */
export function useSetEnabled({ slug, name }: { slug: string; name: string }) {
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
