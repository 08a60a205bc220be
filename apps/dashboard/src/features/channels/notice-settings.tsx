"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Select } from "../../ui/select.tsx";
import { toast } from "../../ui/toast.tsx";
import { DigestFields } from "./digest-fields.tsx";
import { QuietFields } from "./quiet-fields.tsx";
import { momentIn } from "./words.ts";
import { ownZone, zones } from "./zones.ts";

export type NoticeSettings = Outputs["notice"]["settings"];

/** When the channels are quiet, and the digest of the week. */
export function NoticeSettingsCard() {
  const settings = useQuery(useTRPC().notice.settings.queryOptions());
  return (
    <Card>
      <CardHeader title="Quiet hours and weekly digest" description="For all channels of this organization." />
      <CardBody>
        <QueryState query={settings} rows={3}>
          {(data) => <SettingsForm settings={data} />}
        </QueryState>
      </CardBody>
    </Card>
  );
}

function SettingsForm({ settings }: { settings: NoticeSettings }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const isUntouched = !settings.quiet.on && !settings.digest.on && settings.zone === "UTC";
  const [zone, setZone] = useState(() => (isUntouched ? ownZone() : settings.zone));
  const [quiet, setQuiet] = useState(settings.quiet);
  const [digest, setDigest] = useState({ on: settings.digest.on, day: settings.digest.day, hour: settings.digest.hour });
  const save = useMutation(
    trpc.notice.setSettings.mutationOptions({
      onSuccess: async (stored) => {
        toast("Notification settings saved");
        queries.setQueryData(trpc.notice.settings.queryKey(), stored);
        await queries.invalidateQueries(trpc.notice.pathFilter());
      },
    }),
  );
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ zone, quiet, digest });
  };
  const at = (pointer: string) => issueAt(save.error, pointer);
  const isPlaced = ["/zone", "/quiet/from", "/quiet/to", "/quiet/days"].some((pointer) => at(pointer));
  const nextAt = digest.on && settings.digest.on ? settings.digest.nextAt : null;
  return (
    <form method="post" ref={form} className="grid gap-6" onSubmit={submit} noValidate>
      {save.error && !isPlaced ? <Callout tone="error" title={describeError(save.error).message} /> : null}
      {settings.quietUntil ? (
        <Callout tone="info" title={`Quiet now, until ${momentIn(settings.quietUntil, settings.zone)}`}>
          What comes in meanwhile is told in one message per channel then.
        </Callout>
      ) : null}
      <QuietFields quiet={quiet} onChange={setQuiet} problemAt={at} />
      <DigestFields digest={digest} onChange={setDigest} next={nextAt ? momentIn(nextAt, settings.zone) : null} />
      <Field label="Time zone" error={at("/zone")} className="max-w-xs">
        <Select value={zone} onChange={(event) => setZone(event.target.value)}>
          {zones(zone).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <div>
        <Button type="submit" variant="primary" loading={save.isPending}>
          Save settings
        </Button>
      </div>
    </form>
  );
}
