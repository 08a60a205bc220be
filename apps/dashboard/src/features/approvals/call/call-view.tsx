import { Button } from "../../../ui/button.tsx";
import type { ApprovalDetail } from "../approval.ts";
import { CallRow } from "./call-row.tsx";
import { rowsMax, type Unfolded, valueKey } from "./use-unfolded.ts";

type Shown = NonNullable<ApprovalDetail["call"]["shown"]>;

/** The exact call, as text that does nothing. */
export function CallView({ shown, unfolded }: { shown: Shown; unfolded: Unfolded }) {
  if (shown.sections.length === 0) return <p className="text-ink-muted text-sm">The call has no parameters.</p>;
  return (
    <div className="grid gap-4">
      {shown.sections.map(({ title, rows }) => {
        const isCut = rows.length > rowsMax && !unfolded.isOpen(title);
        return (
          <section key={title} aria-label={title} className="grid gap-1">
            <h3 className="font-medium text-ink-muted text-xs">{title}</h3>
            <ul className="divide-y divide-line/60">
              {(isCut ? rows.slice(0, rowsMax) : rows).map((row) => {
                const key = valueKey(title, row.pointer);
                return <CallRow key={key} row={row} isOpen={unfolded.isOpen(key)} onOpen={() => unfolded.open(key)} />;
              })}
            </ul>
            {isCut ? (
              <Button size="sm" className="justify-self-start" onClick={() => unfolded.open(title)}>
                Show {(rows.length - rowsMax).toLocaleString("en")} more lines
              </Button>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}
