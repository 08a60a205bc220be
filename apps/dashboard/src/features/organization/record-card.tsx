"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueOrMessage } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { toast } from "../../ui/toast.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { heldCallWords, retentionWords, valueChoices } from "./record-words.ts";

type RecordSettings = Outputs["organization"]["record"];

/** What is kept of each call, and for how long. Everybody reads it, an owner changes it. */
export function RecordCard() {
  const settings = useQuery(useTRPC().organization.record.queryOptions());
  return (
    <Card id="record">
      <CardHeader
        title="Record and retention"
        description="What is kept of each call, and for how long. A change holds for calls from then on."
      />
      <CardBody>
        <QueryState query={settings} rows={3}>
          {(data) => <RecordForm settings={data} />}
        </QueryState>
      </CardBody>
    </Card>
  );
}

function RecordForm({ settings }: { settings: RecordSettings }) {
  const { may } = useOrganization();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [values, setValues] = useState(settings.values);
  const [months, setMonths] = useState(String(settings.retentionMonths));
  const save = useMutation(
    trpc.organization.setRecord.mutationOptions({
      onSuccess: async () => {
        toast("Record settings saved");
        await queries.invalidateQueries(trpc.organization.record.queryFilter());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What is no number goes as one that is refused, so that there is one judge.
    save.mutate({ values, retentionMonths: /^\d{1,6}$/.test(months.trim()) ? Number(months) : 0 });
  };
  const mayChange = may("own");
  const unchanged = values === settings.values && months.trim() === String(settings.retentionMonths);
  return (
    <form method="post" className="grid gap-5" onSubmit={submit} noValidate>
      <div className="grid gap-2">
        <RadioCards legend="Arguments of calls" value={values} options={valueChoices} onChange={setValues} disabled={!mayChange} />
        <p className="text-ink-muted text-xs">{heldCallWords}</p>
      </div>
      <Field
        label="Keep records for, in months"
        hint={retentionWords(months, settings.retentionMonths)}
        error={save.error ? issueOrMessage(save.error, "/retentionMonths") : null}
      >
        <Input
          className="w-32"
          inputMode="numeric"
          readOnly={!mayChange}
          value={months}
          onChange={(event) => setMonths(event.target.value)}
        />
      </Field>
      {mayChange ? (
        <div>
          <Button type="submit" variant="primary" loading={save.isPending} disabled={unchanged}>
            Save record settings
          </Button>
        </div>
      ) : (
        <p className="text-ink-muted text-xs">Only an owner changes this.</p>
      )}
    </form>
  );
}
