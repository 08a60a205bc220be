"use client";

import { useMutation } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { argumentRows } from "./argument-rows.ts";

/** The arguments of a recorded call as far as they are kept; what is encrypted is opened on request, and that is itself on record. */
export function RecordedArguments({ decisionId, view }: { decisionId: string; view: string }) {
  const { may } = useOrganization();
  const read = useMutation(useTRPC().record.read.mutationOptions());
  const known = argumentRows(view);
  if (known === null) return <p className="text-ink-muted text-sm">This view of the arguments cannot be read.</p>;
  const { rows, more } = known;
  const opened = read.data?.values ?? {};
  return (
    <div className="grid gap-2">
      <dl className="grid gap-2 rounded-md bg-sunken px-3 py-2 text-xs">
        {rows.map(({ pointer, text, hint }) => {
          const value = opened[pointer] ?? text;
          return (
            <div key={pointer} className="grid gap-0.5">
              <dt className="break-all font-mono text-ink-muted">{pointer || "/"}</dt>
              {value === null ? null : <dd className="max-h-40 overflow-auto whitespace-pre-wrap break-all font-mono">{value}</dd>}
              {hint && opened[pointer] === undefined ? <dd className="text-ink-faint">{hint}</dd> : null}
            </div>
          );
        })}
      </dl>
      {more > 0 ? <p className="text-ink-muted text-xs">{more} more values were not kept.</p> : null}
      {rows.some(({ isSealed }) => isSealed) && may("administer") && read.data === undefined ? (
        <div>
          <Button size="sm" loading={read.isPending} onClick={() => read.mutate({ decisionId })}>
            <Eye aria-hidden />
            Show encrypted values
          </Button>
          <p className="mt-1 text-ink-muted text-xs">That you looked is written to the audit log.</p>
        </div>
      ) : null}
      {read.data?.state === "erased" ? (
        <p className="text-sm">These values were erased: the key that opened them is destroyed. The record itself still verifies.</p>
      ) : null}
      {read.error ? <Callout tone="error" title={describeError(read.error).message} /> : null}
    </div>
  );
}
