"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { edited, historyOf, redone, undone } from "../builder/model/history.ts";
import type { PolicyDetail } from "../policy.ts";
import { type Autosave, createAutosave, type SaveOutcome, type SaveState } from "./autosave.ts";

export type Draft = {
  text: string;
  state: SaveState;
  /** `group` names what is typed into: edits of one group in quick succession are one step of the history. */
  edit: (text: string, group?: string) => void;
  /** Takes the last step back; undefined when there is none. Both panes share the history. */
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** Saves now; false when it could not. */
  flush: () => Promise<boolean>;
  /** Replaces the text by what the control plane holds, after a publish, a discard or a conflict. */
  takeTheirs: (policy: PolicyDetail) => void;
  /** Saves the own text over what somebody else saved. */
  keepMine: (revision: number) => void;
};

/** The text in the editor, saved as the policy's draft while the person types. */
export function useDraft(policy: PolicyDetail): Draft {
  const [history, setHistory] = useState(() => historyOf(textOf(policy)));
  const { text } = history;
  const [state, setState] = useState<SaveState>({ kind: "saved" });
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutateAsync } = useMutation(trpc.policy.saveDraft.mutationOptions());
  const autosave = useRef<Autosave | null>(null);
  const initialRevision = useRef(policy.draftRevision);

  const save = useCallback(
    async (document: string, draftRevision: number): Promise<SaveOutcome> => {
      try {
        const saved = await mutateAsync({ id: policy.id, document, draftRevision });
        // Who comes back to this page within the cache's time must find the text and the revision that were saved last.
        const key = trpc.policy.get.queryKey({ id: policy.id });
        queryClient.setQueryData(key, (old) => (old ? { ...old, draft: document, draftRevision: saved.draftRevision } : old));
        return { ok: true, revision: saved.draftRevision };
      } catch (error) {
        return refused(error);
      }
    },
    [mutateAsync, policy.id, queryClient, trpc],
  );

  useEffect(() => {
    const made = createAutosave({ revision: initialRevision.current, delayMs: 700, onState: setState, save });
    autosave.current = made;
    return () => void made.flush();
  }, [save]);

  useEffect(() => {
    if (state.kind === "saved") return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [state.kind]);

  const edit = useCallback((next: string, group?: string) => {
    setHistory((now) => edited(now, next, { group, at: performance.now() }));
    autosave.current?.edit(next);
  }, []);
  const steps = useMemo(() => {
    const to = (next: typeof history) => () => {
      setHistory(next);
      autosave.current?.edit(next.text);
    };
    return {
      undo: history.past.length > 0 ? to(undone(history)) : undefined,
      redo: history.future.length > 0 ? to(redone(history)) : undefined,
    };
  }, [history]);
  const takeTheirs = useCallback((theirs: PolicyDetail) => {
    setHistory((now) => edited(now, textOf(theirs), { at: performance.now() }));
    autosave.current?.rebase(theirs.draftRevision);
  }, []);

  // A later read of the policy brought somebody else's text, and nothing of ours stands against it.
  useEffect(() => {
    if (state.kind === "saved" && autosave.current && policy.draftRevision > autosave.current.revision()) takeTheirs(policy);
  }, [policy, state.kind, takeTheirs]);

  return {
    text,
    state,
    edit,
    ...steps,
    flush: async () => (await autosave.current?.flush()) ?? false,
    takeTheirs,
    keepMine: (revision) => autosave.current?.rebase(revision, text),
  };
}

const textOf = (policy: PolicyDetail): string => policy.draft ?? policy.document ?? "";

function refused(error: unknown): SaveOutcome {
  const { reason, message } = describeError(error);
  return reason === "conflict" ? { ok: false, conflict: true } : { ok: false, conflict: false, message };
}
