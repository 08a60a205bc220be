"use client";

import type { Reservation } from "@portcullis/policy";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import type { SimulatorFacts } from "./model/facts.ts";

export interface FactsFormProps {
  facts: SimulatorFacts;
  onChange: (facts: SimulatorFacts) => void;
  /** The counters that the tool's limits take from. */
  counters: readonly Reservation[];
  asksApproval: boolean;
}

/** What the gateway would know beside the call. */
export function FactsForm({ facts, onChange, counters, asksApproval }: FactsFormProps) {
  const set = (part: Partial<SimulatorFacts>) => onChange({ ...facts, ...part });
  return (
    <div className="grid gap-3 @lg:grid-cols-2">
      <Field label="Grant label">
        <Input
          value={facts.grant.label}
          onChange={(event) => set({ grant: { ...facts.grant, label: event.target.value } })}
          placeholder="Not given"
        />
      </Field>
      <Field label="Grant tags" hint="Separated by commas. Counted once the grant has a label.">
        <Input
          defaultValue={facts.grant.tags.join(", ")}
          onChange={(event) => {
            const tags = event.target.value
              .split(",")
              .map((tag) => tag.trim())
              .filter((tag) => tag !== "");
            set({ grant: { ...facts.grant, tags } });
          }}
        />
      </Field>
      <Field label="Client name">
        <Input
          value={facts.client.name ?? ""}
          onChange={(event) => set({ client: { ...facts.client, name: event.target.value || undefined } })}
          placeholder="Not given"
        />
      </Field>
      <Field
        label="Time"
        hint="With its zone: 2026-03-02T09:30:00Z"
        error={facts.time !== "" && Number.isNaN(Date.parse(facts.time)) ? "This is not a time." : null}
      >
        <Input mono value={facts.time} onChange={(event) => set({ time: event.target.value })} placeholder="Not given" />
      </Field>
      {counters.map(({ counter, max }) => (
        <Field key={counter} label={`Used of ${counter}`} hint={`${max} at most`}>
          <Input
            inputMode="decimal"
            value={facts.used[counter] ?? ""}
            placeholder="0"
            onChange={(event) => {
              const { [counter]: _, ...rest } = facts.used;
              const typed = event.target.value.trim();
              if (typed === "" || /^\d{1,20}(\.\d{0,6})?$/.test(typed))
                set({ used: typed === "" ? rest : { ...rest, [counter]: typed.replace(/\.$/, "") } });
            }}
          />
        </Field>
      ))}
      {asksApproval || facts.approved ? (
        <Checkbox
          label="A person has approved the call"
          checked={facts.approved}
          onChange={(event) => set({ approved: event.target.checked })}
        />
      ) : null}
    </div>
  );
}
