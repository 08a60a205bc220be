import { differencesOf } from "./differences.ts";

/** What an audit event kept of before and after, as a difference, on demand. */
export function Changes({ before, after }: { before: unknown; after: unknown }) {
  const differences = differencesOf(before, after);
  if (differences.length === 0) return null;
  return (
    <details className="mt-0.5 text-xs">
      <summary className="w-fit rounded-sm text-ink-muted hover:text-ink">Details</summary>
      <dl className="mt-1.5 grid max-w-xl gap-x-3 gap-y-1.5 sm:grid-cols-[auto_minmax(0,1fr)]">
        {differences.map(({ name, before: old, after: fresh }) => (
          <div key={name} className="contents">
            <dt className="text-ink-muted">{name}</dt>
            <dd className="grid gap-0.5 whitespace-pre-wrap break-words font-mono">
              {old === null ? null : (
                <del className="rounded-sm bg-deny-soft px-2 py-0.5 text-deny no-underline">
                  <span className="sr-only">before: </span>
                  {old}
                </del>
              )}
              {fresh === null ? null : (
                <ins className="rounded-sm bg-ok-soft px-2 py-0.5 text-ok no-underline">
                  <span className="sr-only">after: </span>
                  {fresh}
                </ins>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
