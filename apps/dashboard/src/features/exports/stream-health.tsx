import type { ReactNode } from "react";
import { Callout } from "../../ui/callout.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import type { Stream } from "./streams-card.tsx";
import { lagInWords } from "./words.ts";

/** How far a receiver is behind, what it has taken, and why it fails. */
export function StreamHealth({ stream }: { stream: Stream }) {
  const { pending, lagSeconds, delivered, lastDeliveredAt, failures, lastError, lastErrorAt, nextAttemptAt, previousSecretUntil } = stream;
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-sm sm:grid-cols-4">
        <Figure name="Behind">{pending === 0 ? "Nothing waits" : lagInWords(lagSeconds)}</Figure>
        <Figure name="Waiting">{pending.toLocaleString("en")}</Figure>
        <Figure name="Delivered">{delivered.toLocaleString("en")}</Figure>
        <Figure name="Last delivery">{lastDeliveredAt ? <RelativeTime at={lastDeliveredAt} /> : "–"}</Figure>
      </dl>
      {lastError ? (
        <Callout tone={failures > 0 ? "error" : "warn"} title={lastError}>
          {lastErrorAt ? <RelativeTime at={lastErrorAt} /> : null}
          {failures > 1 ? `, ${failures} times in a row` : null}
          {failures > 0 && nextAttemptAt ? (
            <>
              {". Tried again "}
              <RelativeTime at={nextAttemptAt} />; nothing is lost meanwhile.
            </>
          ) : null}
        </Callout>
      ) : null}
      {previousSecretUntil && previousSecretUntil.getTime() > Date.now() ? (
        <p className="text-ink-muted text-xs">
          The secret before signs too, until{" "}
          {previousSecretUntil.toLocaleString("en", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" })}.
        </p>
      ) : null}
    </div>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-muted text-xs">{name}</dt>
      <dd className="break-words tabular-nums">{children}</dd>
    </div>
  );
}
