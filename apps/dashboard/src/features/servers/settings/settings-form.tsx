"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Card, CardBody, CardHeader } from "../../../ui/card.tsx";
import { Field } from "../../../ui/field.tsx";
import { useFocusInvalid } from "../../../ui/focus-invalid.ts";
import { Input, Textarea } from "../../../ui/input.tsx";
import { RadioCards } from "../../../ui/radio-cards.tsx";
import { Select } from "../../../ui/select.tsx";
import { toast } from "../../../ui/toast.tsx";
import type { ServerWithTools } from "../server-detail.tsx";
import { fieldsOf, type SettingsFields, settingsOf } from "./settings-fields.ts";
import { settingsWords as words } from "./words.ts";

/** The settings, each with its default and its ceiling beside it. An empty field is the default. */
export function SettingsForm({ server }: { server: ServerWithTools }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [fields, setFields] = useState<SettingsFields>(() => fieldsOf(server.settings));
  const save = useMutation(
    trpc.server.setSettings.mutationOptions({
      onSuccess: async (settings) => {
        setFields(fieldsOf(settings));
        toast("Settings saved", { description: "Every gateway follows within a second." });
        await queries.invalidateQueries(trpc.server.pathFilter());
      },
    }),
  );
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ slug: server.slug, ...settingsOf(fields) });
  };
  const set = (change: Partial<SettingsFields>) => setFields((before) => ({ ...before, ...change }));
  const issues = save.error ? describeError(save.error).issues : [];
  const under = (pointer: string) =>
    [
      ...new Set(
        issues.filter((issue) => issue.pointer === pointer || issue.pointer.startsWith(`${pointer}/`)).map(({ message }) => message),
      ),
    ].join(" ") || null;
  return (
    <Card>
      <CardHeader title="Time limits, forwarding and recording" />
      <CardBody>
        <form method="post" ref={form} className="grid gap-5" onSubmit={submit} noValidate>
          {save.error && issues.length === 0 ? <Callout tone="error" title={describeError(save.error).message} /> : null}
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label={words.idle.label} optional error={under("/idleTimeoutSeconds")} hint={words.idle.hint}>
              <Input
                inputMode="numeric"
                placeholder={words.idle.placeholder}
                value={fields.idle}
                onChange={(event) => set({ idle: event.target.value })}
              />
            </Field>
            <Field label={words.call.label} optional error={under("/callTimeoutSeconds")} hint={words.call.hint}>
              <Input
                inputMode="numeric"
                placeholder={words.call.placeholder}
                value={fields.call}
                onChange={(event) => set({ call: event.target.value })}
              />
            </Field>
          </div>
          <Field label={words.headers.label} optional error={under("/forwardHeaders")} hint={words.headers.hint}>
            <Textarea
              mono
              rows={3}
              spellCheck={false}
              placeholder="x-request-id"
              value={fields.headers}
              onChange={(event) => set({ headers: event.target.value })}
            />
          </Field>
          <Field label={words.methods.label} optional error={under("/forwardMethods")} hint={words.methods.hint}>
            <Textarea
              mono
              rows={3}
              spellCheck={false}
              placeholder="vendor/search"
              value={fields.methods}
              onChange={(event) => set({ methods: event.target.value })}
            />
          </Field>
          <Field label={words.era.label} error={under("/eraPin")} hint={words.era.hint}>
            <Select value={fields.era} onChange={(event) => set({ era: event.target.value as SettingsFields["era"] })}>
              <option value="">{words.era.found(server.era)}</option>
              <option value="modern">{words.era.modern}</option>
              <option value="legacy">{words.era.legacy}</option>
            </Select>
          </Field>
          <RadioCards
            legend={words.recording.label}
            value={fields.recording}
            options={[
              { value: "guaranteed", ...words.recording.guaranteed },
              { value: "buffered", ...words.recording.buffered },
            ]}
            onChange={(recording) => set({ recording })}
          />
          <div>
            <Button type="submit" variant="primary" loading={save.isPending}>
              Save settings
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}
