"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { OctagonX } from "lucide-react";
import { useTRPC } from "../../trpc/client.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReasonForm } from "../audit/reason-form.tsx";
import { asInput, consequence, type StopTarget, targetWords } from "./kill-words.ts";

interface StopDialogProps {
  target: StopTarget;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The question before a stop: what stops, what does not, and why. */
export function StopDialog({ target, open, onOpenChange }: StopDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Stop ${targetWords(target)}?`} description={consequence(target)}>
      <StopForm target={target} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function StopForm({ target, onDone }: { target: StopTarget; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const stop = useMutation(
    trpc.kill.set.mutationOptions({
      onSuccess: (made) => {
        // Shown at once; what else has changed meanwhile follows.
        queries.setQueryData(trpc.kill.list.queryKey(), (known) => known && { ...known, switches: [made, ...known.switches] });
        void queries.invalidateQueries(trpc.kill.pathFilter());
        toast(`Stopped: ${targetWords(target)}`, { description: "Every gateway refuses its calls within a second." });
        onDone();
      },
    }),
  );
  return (
    <div className="grid gap-4">
      <p className="text-ink-muted text-sm">
        It takes effect within a second and ends open streams. Policies, grants and counters stay as they are; release it to go on.
      </p>
      <ReasonForm
        hint="Everybody in the organization reads it, and the audit log keeps it."
        action={
          <>
            <OctagonX aria-hidden />
            Stop now
          </>
        }
        isPending={stop.isPending}
        error={stop.error}
        onSubmit={(reason) => stop.mutate({ ...asInput(target), reason })}
      />
    </div>
  );
}
