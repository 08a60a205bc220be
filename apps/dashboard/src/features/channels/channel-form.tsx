"use client";

import type { ChannelKind } from "@portcullis/control-plane";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueAt } from "../../trpc/describe-error.ts";
import { toast } from "../../ui/toast.tsx";
import { TargetForm } from "../targets/target-form.tsx";
import type { Channel } from "./channels-page.tsx";
import { kindOrder, kinds } from "./words.ts";

/** A new channel, or another name or target for one that is there. A target that is left empty stays as it is. */
export function ChannelForm({ channel, onDone }: { channel?: Channel; onDone: (secret: string | null) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const sendsMail = useQuery(trpc.channel.list.queryOptions()).data?.sendsMail ?? true;
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "slack");
  const [name, setName] = useState(channel?.name ?? "");
  const [target, setTarget] = useState("");
  const done = async (secret: string | null) => {
    toast(channel ? "Channel saved" : "Channel added", { description: "Send a test to see that it arrives." });
    await queries.invalidateQueries(trpc.channel.pathFilter());
    onDone(secret);
  };
  const create = useMutation({ ...trpc.channel.create.mutationOptions({ onSuccess: ({ secret }) => done(secret) }), gcTime: 0 });
  const update = useMutation({ ...trpc.channel.update.mutationOptions({ onSuccess: () => done(null) }), gcTime: 0 });
  const error = create.error ?? update.error;
  const submit = () => {
    if (channel) update.mutate({ id: channel.id, name, enabled: channel.enabled, ...(target.trim() ? { target } : {}) });
    else create.mutate({ kind, name, target });
  };
  const at = (pointer: string) => issueAt(error, pointer);
  const words = kinds[kind];
  const noMail = kind === "email" && !sendsMail ? "This installation sends no mail; its operator sets SMTP_URL." : undefined;
  return (
    <TargetForm
      kind={channel ? undefined : { value: kind, options: kindOptions, onChange: setKind, hint: noMail }}
      name={{ value: name, onChange: setName, placeholder: "On-call", hint: "What people here call it.", error: at("/name") }}
      target={{
        ...{ label: words.field, value: target, onChange: setTarget, placeholder: words.placeholder, isKept: channel !== undefined },
        ...{ error: at("/target"), hint: channel ? `Now: ${channel.targetHint}. Leave it empty to keep it.` : words.hint },
      }}
      error={error}
      isPlaced={Boolean(at("/name") || at("/target"))}
      isPending={create.isPending || update.isPending}
      submitLabel={channel ? "Save channel" : "Add channel"}
      onSubmit={submit}
    />
  );
}

const kindOptions = kindOrder.map((value) => ({ value, label: kinds[value].label }));
