"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog, DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { DiscoveryProgress } from "./discovery-progress.tsx";
import { UpstreamProblem } from "./upstream-problem.tsx";

type Changes = Outputs["server"]["rediscover"];

/** The button that reads the tools again, and the dialog that says what has changed. */
export function Rediscover({ slug }: { slug: string }) {
  const [open, setOpen] = useState(false);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const rediscover = useMutation(
    trpc.server.rediscover.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.server.pathFilter()) }),
  );
  const start = () => {
    setOpen(true);
    rediscover.mutate({ slug });
  };
  return (
    <>
      <Button onClick={start}>
        <RefreshCw aria-hidden />
        Re-discover tools
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Re-discover tools">
        {rediscover.data ? <ChangesFound changes={rediscover.data} /> : null}
        {rediscover.error ? <UpstreamProblem error={rediscover.error} /> : null}
        <DiscoveryProgress active={rediscover.isPending} />
        <DialogActions>
          {rediscover.error ? <Button onClick={start}>Try again</Button> : null}
          <DialogClose asChild>
            <Button variant="primary">Done</Button>
          </DialogClose>
        </DialogActions>
      </Dialog>
    </>
  );
}

function ChangesFound({ changes }: { changes: Changes }) {
  const groups = [
    { label: "New", names: changes.added },
    { label: "Changed", names: changes.changed },
    { label: "Gone", names: changes.removed },
  ].filter(({ names }) => names.length > 0);
  if (groups.length === 0) return <Callout tone="ok" title="Nothing has changed since the tools were read last" />;
  return (
    <div className="grid gap-3">
      {groups.map(({ label, names }) => (
        <section key={label}>
          <h3 className="font-medium text-sm">
            {label} <span className="text-ink-muted tabular-nums">({names.length})</span>
          </h3>
          <ul className="mt-1 grid max-h-40 gap-0.5 overflow-y-auto font-mono text-xs">
            {names.map((name) => (
              <li key={name} className="break-all">
                {name}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
