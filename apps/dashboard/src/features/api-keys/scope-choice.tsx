import type { Scope } from "@portcullis/control-plane";
import { Checkbox } from "../../ui/checkbox.tsx";
import { scopeGroups } from "./scope-words.ts";

export interface ScopeChoiceProps {
  chosen: readonly Scope[];
  onChange: (chosen: readonly Scope[]) => void;
  error: string | null;
}

/** What a key may do, noun by noun. */
export function ScopeChoice({ chosen, onChange, error }: ScopeChoiceProps) {
  const toggle = (scope: Scope) => onChange(chosen.includes(scope) ? chosen.filter((other) => other !== scope) : [...chosen, scope]);
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium text-sm">Scopes</legend>
      {error ? (
        <p role="alert" className="text-deny text-xs">
          {error}
        </p>
      ) : null}
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {scopeGroups.map(({ noun, scopes }) => (
          <fieldset key={noun} className="grid content-start gap-2">
            <legend className="mb-1.5 text-ink-muted text-xs">{noun}</legend>
            {scopes.map(({ scope, words }) => (
              <Checkbox
                key={scope}
                checked={chosen.includes(scope)}
                onChange={() => toggle(scope)}
                label={words}
                hint={<code className="font-mono">{scope}</code>}
              />
            ))}
          </fieldset>
        ))}
      </div>
    </fieldset>
  );
}
