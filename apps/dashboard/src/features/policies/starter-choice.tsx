import { useId } from "react";
import { cn } from "../../ui/class-names.ts";
import { type StarterId, starters } from "./starters.ts";

/** The ways to start, as radio buttons with a sentence each. */
export function StarterChoice({ value, onChange }: { value: StarterId; onChange: (id: StarterId) => void }) {
  const name = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">Start from</legend>
      {starters.map((starter) => (
        <label
          key={starter.id}
          className={cn(
            "flex cursor-pointer items-start gap-2.5 rounded-md border px-3 py-2.5 hover:bg-hover",
            value === starter.id && "border-accent bg-accent-soft hover:bg-accent-soft",
          )}
        >
          <input
            type="radio"
            name={name}
            checked={value === starter.id}
            onChange={() => onChange(starter.id)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-medium text-sm">{starter.label}</span>
            <span className="block text-ink-muted text-xs">{starter.hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
