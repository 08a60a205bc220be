import type { ReactNode } from "react";
import { CopyLine } from "../../ui/code-block.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { RecordedArguments } from "../record/recorded-arguments.tsx";
import type { DecisionDetail } from "./decision.ts";
import { wasNotSent } from "./words.ts";

/** What the record has beyond the decision: limits taken, what was changed in the message, arguments as kept, and what ties it to other logs. */
export function RecordFacts({ decision }: { decision: DecisionDetail }) {
  const { limits, splices, argumentView, traceId } = decision;
  return (
    <>
      {limits.length > 0 ? (
        <Part title="Limits taken">
          <ul className="grid gap-1.5">
            {limits.map(({ name, scope, window, max, amount, before, after, resetsAt }) => (
              <li key={`${name} ${scope} ${window}`} className="grid gap-0.5 rounded-md bg-sunken px-3 py-2">
                <p className="flex flex-wrap justify-between gap-x-3">
                  <span className="min-w-0 break-words">{name}</span>
                  <span className="tabular-nums">
                    {before} → {after} of {max}
                  </span>
                </p>
                <p className="text-ink-muted text-xs">
                  {amount} taken, per {window}, counted for the {scope}
                  {resetsAt ? (
                    <>
                      {" "}
                      · starts again <RelativeTime at={resetsAt} />
                    </>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      {splices.length > 0 ? (
        <Part title="Changed by the gateway">
          <p className="break-words">
            <code className="break-all font-mono text-xs">{splices.join(", ")}</code>
          </p>
          <p className="text-ink-muted text-xs">All other bytes of the message went to the server as the client wrote them.</p>
        </Part>
      ) : null}
      {argumentView ? (
        <Part title="Arguments, as far as they are kept">
          <RecordedArguments decisionId={decision.id} view={argumentView} />
        </Part>
      ) : null}
      {traceId ? (
        <Part title="Trace id">
          <CopyLine text={traceId} label="Copy trace id" />
          <p className="text-ink-muted text-xs">
            {wasNotSent(decision.outcome)
              ? "The call was not sent, so the server’s logs do not have it."
              : "The server got it in its traceparent header: its own logs have it too."}
          </p>
        </Part>
      ) : null}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-1.5 text-sm">
      <h3 className="font-medium text-sm">{title}</h3>
      {children}
    </section>
  );
}
