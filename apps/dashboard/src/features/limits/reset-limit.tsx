"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReasonForm } from "../audit/reason-form.tsx";
import { type LimitUse, limitWords, placeWords } from "./limit-words.ts";

/** Empties one counter before its time, with a reason for the audit log. */
export function ResetLimit({ limit }: { limit: LimitUse }) {
  const [open, setOpen] = useState(false);
  const { title } = limitWords(limit);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" aria-label={`Reset ${title} ${placeWords(limit)}`}>
          Reset
        </Button>
      }
      title="Reset this counter?"
      description={`${title} ${placeWords(limit)}: ${limit.used} of ${limit.max} used. It starts from nothing at once, for everybody who shares it.`}
    >
      <ResetForm limit={limit} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function ResetForm({ limit, onDone }: { limit: LimitUse; onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const reset = useMutation(
    trpc.limit.reset.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.limit.pathFilter());
        toast("Counter reset", { description: limitWords(limit).title });
        onDone();
      },
    }),
  );
  return (
    <ReasonForm
      hint="The audit log keeps it, with what was used until now."
      action="Reset counter"
      isPending={reset.isPending}
      error={reset.error}
      onSubmit={(reason) => reset.mutate({ key: limit.key, reason })}
    />
  );
}
