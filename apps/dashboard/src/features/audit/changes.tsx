/** What an audit event kept of before and after, on demand and as it stands. */
export function Changes({ before, after }: { before: unknown; after: unknown }) {
  if (!hasContent(before) && !hasContent(after)) return null;
  return (
    <details className="mt-0.5 text-xs">
      <summary className="w-fit rounded-sm text-ink-muted hover:text-ink">Details</summary>
      <dl className="mt-1.5 grid max-w-xl grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        {hasContent(before) ? <Side label="Before" value={before} /> : null}
        {hasContent(after) ? <Side label="After" value={after} /> : null}
      </dl>
    </details>
  );
}

function Side({ label, value }: { label: string; value: unknown }) {
  return (
    <>
      <dt className="text-ink-muted">{label}</dt>
      <dd className="whitespace-pre-wrap break-all rounded-sm bg-sunken px-2 py-1 font-mono">{JSON.stringify(value, null, 2)}</dd>
    </>
  );
}

const hasContent = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length > 0;
