"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import type { PolicyDetail } from "../policy.ts";
import type { Draft } from "./use-draft.ts";

/** What stands between the person and a saved draft, with the ways out. Nothing when all is well. */
export function ConflictNotice({ policyId, draft }: { policyId: string; draft: Draft }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);

  const withLatest = async (use: (policy: PolicyDetail) => void) => {
    try {
      use(await queryClient.fetchQuery({ ...trpc.policy.get.queryOptions({ id: policyId }), staleTime: 0 }));
      setProblem(null);
    } catch (error) {
      setProblem(describeError(error).message);
    }
  };

  if (draft.state.kind === "failed")
    return (
      <Callout
        tone="error"
        title={draft.state.message}
        actions={
          <Button size="sm" onClick={() => void draft.flush()}>
            Save again
          </Button>
        }
      >
        Your text is still here. Stay on this page until it says Saved.
      </Callout>
    );
  if (draft.state.kind !== "conflict") return null;
  return (
    <Callout
      tone="error"
      title="Somebody else saved this draft after you opened it."
      actions={
        <>
          <Button size="sm" onClick={() => void withLatest(draft.takeTheirs)}>
            Load their text
          </Button>
          <Button size="sm" variant="danger-quiet" onClick={() => void withLatest((policy) => draft.keepMine(policy.draftRevision))}>
            Save mine over it
          </Button>
        </>
      }
    >
      {problem ?? "Choose which text to keep. Loading theirs drops what you typed since; saving yours drops theirs."}
    </Callout>
  );
}
