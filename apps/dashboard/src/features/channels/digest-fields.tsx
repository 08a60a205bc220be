import { Checkbox } from "../../ui/checkbox.tsx";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { days } from "./words.ts";

interface Digest {
  on: boolean;
  day: number;
  hour: number;
}

/** Whether there is one, and when in the week. `next`: when the next one goes out, in words. */
export function DigestFields({ digest, onChange, next }: { digest: Digest; onChange: (digest: Digest) => void; next: string | null }) {
  const set = (change: Partial<Digest>) => onChange({ ...digest, ...change });
  return (
    <fieldset className="grid gap-4">
      <legend className="sr-only">Weekly digest</legend>
      <Checkbox
        label="Weekly digest"
        hint="How much was approved, refused and left to expire, and what is approved every time and could become a rule."
        checked={digest.on}
        onChange={(event) => set({ on: event.target.checked })}
      />
      {digest.on ? (
        <div className="grid gap-2 sm:pl-6">
          <div className="grid max-w-xs grid-cols-2 gap-3">
            <Field label="Day">
              <Select value={digest.day} onChange={(event) => set({ day: Number(event.target.value) })}>
                {days.map(({ value, name }) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
            <Field label="Hour">
              <Select value={digest.hour} onChange={(event) => set({ hour: Number(event.target.value) })}>
                {hours.map((hour) => (
                  <option key={hour} value={hour}>
                    {`${String(hour).padStart(2, "0")}:00`}
                  </option>
                ))}
              </Select>
            </Field>
          </div>
          {next ? <p className="text-ink-muted text-xs">The next one goes out {next}.</p> : null}
        </div>
      ) : null}
    </fieldset>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);
