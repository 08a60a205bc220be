"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { toast } from "../../ui/toast.tsx";
import { named, type ReviewedTool } from "./review.ts";

/** Accepting and refusing definitions as they were shown. Both reload what is known of the server, also when they were refused themselves. */
export function useDecide(serverSlug: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const reload = () =>
    Promise.all([trpc.pins, trpc.server, trpc.inventory].map((router) => queries.invalidateQueries(router.pathFilter())));
  const onError = (error: unknown) => {
    toast("Nothing was decided", { description: describeError(error).message, tone: "error" });
    void reload();
  };
  const accept = useMutation(trpc.pins.accept.mutationOptions({ onError }));
  const refuse = useMutation(trpc.pins.refuse.mutationOptions({ onError }));
  const words = (tools: readonly ReviewedTool[]) => (tools.length === 1 ? (tools[0]?.shownName ?? "") : `${tools.length} tools`);
  return {
    isPending: accept.isPending || refuse.isPending,
    accept: async (tools: readonly ReviewedTool[]) => {
      await accept.mutateAsync({ serverSlug, tools: named(tools) });
      toast(`Accepted: ${words(tools)}`, { description: "Gateways go by it within a second." });
      await reload();
    },
    refuse: async (tools: readonly ReviewedTool[]) => {
      await refuse.mutateAsync({ serverSlug, tools: named(tools) });
      toast(`Refused: ${words(tools)}`, { description: "Agents go on without it. Another definition will ask again." });
      await reload();
    },
  };
}
