import { Callout } from "../../../ui/callout.tsx";
import type { LocatedFinding } from "../editor/located-finding.ts";

/** What lint doubts; none of it stops a publish. */
export function Warnings({ findings }: { findings: readonly LocatedFinding[] }) {
  const warnings = findings.filter(({ severity }) => severity === "warning");
  if (warnings.length === 0) return null;
  return (
    <Callout tone="warn" title={warnings.length === 1 ? "One warning" : `${warnings.length} warnings`}>
      <ul className="grid max-h-40 gap-1 overflow-y-auto">
        {warnings.map(({ code, pointer, line, message }) => (
          <li key={`${code}${pointer}${message}`} className="break-words">
            line {line}: {message}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
