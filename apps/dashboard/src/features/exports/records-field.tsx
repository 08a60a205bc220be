import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { recordKinds } from "./words.ts";

export type Records = (typeof recordKinds)[number]["value"];

/** Which records leave: calls, changes, or both. */
export function RecordsField({ value, onChange }: { value: Records; onChange: (value: Records) => void }) {
  return (
    <Field label="Records">
      <Select value={value} onChange={(event) => onChange(event.target.value as Records)}>
        {recordKinds.map((kind) => (
          <option key={kind.value} value={kind.value}>
            {kind.label}
          </option>
        ))}
      </Select>
    </Field>
  );
}
