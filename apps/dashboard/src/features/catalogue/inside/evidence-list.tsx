import { categoryWords, type Evidence, revealHidden, type Signal, signalWords } from "@portcullis/catalogue";

const fieldWords: Record<Evidence["field"], string> = {
  name: "Name",
  title: "Title",
  description: "Description",
  inputSchema: "Parameters",
  annotations: "Annotations",
  siblings: "Other tools",
};

/** The tool's own words that decided its category, first of all the one that counted most. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return <p className="text-ink-muted text-sm">None of its words says what it does.</p>;
  return (
    <ul className="grid gap-2">
      {evidence.map(({ field, quote, says, because }) => (
        <li key={`${field} ${quote} ${says}`} className="grid gap-x-3 gap-y-0.5 text-sm sm:grid-cols-[6.5rem_minmax(0,1fr)]">
          <span className="text-ink-muted text-xs leading-5">{fieldWords[field]}</span>
          <span className="min-w-0 break-words">
            <q className="font-mono text-xs">{clipped(quote)}</q>{" "}
            <span className="text-ink-muted">
              {because}, so {categoryWords[says].name}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What in a definition deserves a look of its own: free-form code, paths, credentials and the like. */
export function SignalList({ signals }: { signals: readonly Signal[] }) {
  return (
    <ul className="grid gap-2">
      {signals.map(({ kind, quote, because, pointer }) => (
        <li key={`${kind} ${pointer ?? quote}`} className="grid gap-x-3 gap-y-0.5 text-sm sm:grid-cols-[6.5rem_minmax(0,1fr)]">
          <span className="text-ink-muted text-xs leading-5">{signalWords[kind].name}</span>
          <span className="min-w-0 break-words">
            <q className="font-mono text-xs">{clipped(quote)}</q> <span className="text-ink-muted">{because}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Other people's words: nothing hidden, and no more than a line or two of them. */
const clipped = (quote: string): string => {
  const shown = revealHidden(quote);
  return shown.length > 160 ? `${shown.slice(0, 160)}…` : shown;
};
