import { Callout } from "../../../ui/callout.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import type { JudgedTest } from "../../simulator/model/judge-tests.ts";

/** What stops a publish although the document is sound, and the box that says: go on all the same. */
export function FailingTests({
  failing,
  despite,
  onDespite,
}: {
  failing: readonly JudgedTest[];
  despite: boolean;
  onDespite: (despite: boolean) => void;
}) {
  return (
    <Callout
      tone="error"
      title={failing.length === 1 ? "One test fails, so this is not published." : `${failing.length} tests fail, so this is not published.`}
    >
      <ul aria-label="Failing tests" className="grid max-h-48 gap-1 overflow-y-auto">
        {failing.map(({ id, name, problem }) => (
          <li key={id} className="break-words">
            <span className="font-medium">{name}</span>: {problem}
          </li>
        ))}
      </ul>
      <Checkbox
        className="mt-3"
        label="Publish anyway"
        hint="The audit log names the tests that fail."
        checked={despite}
        onChange={(event) => onDespite(event.target.checked)}
      />
    </Callout>
  );
}
