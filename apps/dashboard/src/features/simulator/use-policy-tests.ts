"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { type JudgedTest, judgeTests } from "./model/judge-tests.ts";

/** The saved tests of a policy, judged live by a text. */
export function usePolicyTests(policyId: string, text: string, tools: Parameters<typeof judgeTests>[2]) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const tests = useQuery(trpc.policy.tests.queryOptions({ policyId }));
  const refresh = { onSuccess: () => queryClient.invalidateQueries(trpc.policy.tests.pathFilter()) };
  const save = useMutation(trpc.policy.saveTests.mutationOptions(refresh));
  const remove = useMutation(trpc.policy.deleteTest.mutationOptions(refresh));
  const judged: readonly JudgedTest[] = useMemo(() => judgeTests(tests.data ?? [], text, tools), [tests.data, text, tools]);
  return { judged, save, remove, isPending: tests.isPending };
}
