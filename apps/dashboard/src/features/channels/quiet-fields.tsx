import { Checkbox } from "../../ui/checkbox.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import type { NoticeSettings } from "./notice-settings.tsx";
import { days } from "./words.ts";

type Quiet = NoticeSettings["quiet"];
interface Props {
  quiet: Quiet;
  onChange: (quiet: Quiet) => void;
  problemAt: (pointer: string) => string | null | undefined;
}

/** From when until when, on which days, and what passes anyway. */
export function QuietFields({ quiet, onChange, problemAt }: Props) {
  const set = (change: Partial<Quiet>) => onChange({ ...quiet, ...change });
  const daysProblem = problemAt("/quiet/days");
  return (
    <fieldset className="grid gap-4">
      <legend className="sr-only">Quiet hours</legend>
      <Checkbox
        label="Quiet hours"
        hint="Messages are held, and each channel gets one summary at the end. Requests that have expired by then are not in it."
        checked={quiet.on}
        onChange={(event) => set({ on: event.target.checked })}
      />
      {quiet.on ? (
        <div className="grid gap-4 sm:pl-6">
          <div className="grid max-w-xs grid-cols-2 gap-3">
            <Field label="From" error={problemAt("/quiet/from")}>
              <Input type="time" required value={quiet.from} onChange={(event) => set({ from: event.target.value })} />
            </Field>
            <Field label="Until" error={problemAt("/quiet/to")}>
              <Input type="time" required value={quiet.to} onChange={(event) => set({ to: event.target.value })} />
            </Field>
          </div>
          <fieldset aria-describedby={daysProblem ? "quiet-days-error" : undefined}>
            <legend className="mb-1.5 font-medium text-sm">Beginning on</legend>
            <div className="flex flex-wrap gap-1.5">
              {days.map(({ value, short, name }) => (
                <Day
                  key={value}
                  short={short}
                  name={name}
                  checked={quiet.days.includes(value)}
                  onChange={(on) => set({ days: on ? [...quiet.days, value] : quiet.days.filter((day) => day !== value) })}
                />
              ))}
            </div>
            {daysProblem ? (
              <p id="quiet-days-error" className="mt-1.5 text-deny text-xs">
                {daysProblem}
              </p>
            ) : null}
          </fieldset>
          <Checkbox
            label="Critical calls are told at once"
            hint="Those of destructive and financial tools."
            checked={quiet.criticalPasses}
            onChange={(event) => set({ criticalPasses: event.target.checked })}
          />
        </div>
      ) : null}
    </fieldset>
  );
}

function Day({ short, name, checked, onChange }: { short: string; name: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="cursor-pointer rounded-md border border-line-control px-2.5 py-1.5 text-sm has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-ink has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <input type="checkbox" className="sr-only" aria-label={name} checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span aria-hidden>{short}</span>
    </label>
  );
}
