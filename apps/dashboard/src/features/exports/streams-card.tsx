"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Waypoints } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SecretOnce } from "../targets/secret-once.tsx";
import { StreamForm } from "./stream-form.tsx";
import { StreamRow } from "./stream-row.tsx";
import { words } from "./words.ts";

export type Stream = Outputs["stream"]["list"][number];

/** The receivers, each with how far it is behind. */
export function StreamsCard() {
  const streams = useQuery({ ...useTRPC().stream.list.queryOptions(), refetchInterval: 3_000 });
  // Lives in the page's memory alone, until it is put away.
  const [secret, setSecret] = useState<string | null>(null);
  const add = <AddStream onSecret={setSecret} />;
  return (
    <Card>
      <CardHeader title={words.streams.title} description={words.streams.lead} actions={streams.data?.length ? add : null} />
      {secret ? (
        <CardBody className="border-b">
          <SecretOnce secret={secret} onDone={() => setSecret(null)} />
        </CardBody>
      ) : null}
      <QueryState query={streams} rows={2}>
        {(list) =>
          list.length === 0 ? (
            <CardBody>
              <EmptyState icon={<Waypoints />} title={words.streams.emptyTitle} actions={add}>
                {words.streams.empty}
              </EmptyState>
            </CardBody>
          ) : (
            <ul className="divide-y" aria-label={words.streams.title}>
              {list.map((stream) => (
                <StreamRow key={stream.id} stream={stream} onSecret={setSecret} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </Card>
  );
}

function AddStream({ onSecret }: { onSecret: (secret: string | null) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title={words.streams.add}
      description={words.streams.addLead}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden />
          {words.streams.add}
        </Button>
      }
    >
      <StreamForm
        onDone={(secret) => {
          setOpen(false);
          onSecret(secret);
        }}
      />
    </Dialog>
  );
}
