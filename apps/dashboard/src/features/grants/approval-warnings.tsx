import { Callout } from "../../ui/callout.tsx";

/** Approvals that a grant's policies ask for and nobody could give: its calls would wait until they expire. */
export function ApprovalWarnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Callout tone="warn" title="Some calls of this grant could not be approved by anybody.">
      <ul className="grid gap-1">
        {warnings.map((warning) => (
          <li key={warning} className="wrap-anywhere">
            {warning}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
