import { issueAt } from "../../../trpc/describe-error.ts";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";

/** As it is typed; minutes from now. */
export type Repeat = { times: string; minutes: string };

const spans: readonly (readonly [minutes: number, label: string])[] = [
  [15, "15 minutes"],
  [60, "1 hour"],
  [240, "4 hours"],
  [480, "8 hours"],
  [1_439, "24 hours"],
];

/** This exact call more than once: a counted grant, never one for the tool. */
export function RepeatFields({
  repeat,
  onChange,
  error,
}: {
  repeat: Repeat | null;
  onChange: (repeat: Repeat | null) => void;
  error: unknown;
}) {
  return (
    <div className="grid gap-3">
      <Checkbox
        label="Approve this exact call several times"
        hint="Only with these arguments. A call that differs in anything asks anew."
        checked={repeat !== null}
        onChange={(event) => onChange(event.target.checked ? { times: "5", minutes: "60" } : null)}
      />
      {repeat === null ? null : (
        <div className="grid grid-cols-2 gap-3 pl-6.5">
          <Field label="Times" error={issueAt(error, "/uses")}>
            <Input
              type="number"
              inputMode="numeric"
              min={1}
              max={1_000}
              value={repeat.times}
              onChange={(event) => onChange({ ...repeat, times: event.target.value })}
            />
          </Field>
          <Field label="Within" error={issueAt(error, "/usesUntil")}>
            <Select value={repeat.minutes} onChange={(event) => onChange({ ...repeat, minutes: event.target.value })}>
              {spans.map(([minutes, label]) => (
                <option key={minutes} value={minutes}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      )}
    </div>
  );
}

/** What the verb takes. What is no number is sent as none, and refused with a sentence. */
export function repeatInput({ times, minutes }: Repeat, now: Date): { uses: number; usesUntil: Date } {
  return { uses: times.trim() === "" ? 0 : Number(times), usesUntil: new Date(now.getTime() + Number(minutes) * 60_000) };
}
