import { Badge } from "../../ui/badge.tsx";
import type { FieldDifference } from "./review.ts";

const kinds = {
  added: { text: "Added", tone: "ok" },
  removed: { text: "Removed", tone: "deny" },
  changed: { text: "Changed", tone: "warn" },
} as const;

/** What is different between two definitions, field by field, in the order of the definition. */
export function Differences({ of, isNew }: { of: readonly FieldDifference[]; isNew: boolean }) {
  if (of.length === 0) return <p className="text-ink-muted text-sm">The definitions differ in nothing that can be shown here.</p>;
  return (
    <dl className="grid gap-3">
      {of.map((one) => (
        <div key={one.pointer} className="grid gap-1">
          <dt className="flex flex-wrap items-center gap-2">
            <code className="break-all font-mono text-xs">{one.pointer || "/"}</code>
            {isNew ? null : <Badge tone={kinds[one.kind].tone}>{kinds[one.kind].text}</Badge>}
            {one.hasHidden ? <Badge tone="deny">Hidden characters</Badge> : null}
          </dt>
          <dd className="grid min-w-0 gap-1">
            <Texts of={one} isNew={isNew} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Texts({ of: { before, after, parts, cut }, isNew }: { of: FieldDifference; isNew: boolean }) {
  const box = "max-h-72 overflow-auto whitespace-pre-wrap wrap-anywhere rounded-md px-3 py-2 font-mono text-xs leading-5";
  if (isNew) return <Box className={`${box} bg-sunken`} text={after ?? ""} cut={cut?.after} />;
  if (parts)
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
      <pre tabIndex={0} className={`${box} bg-sunken`}>
        {parts.map(({ kind, text }, at) => {
          // Parts have no name but their place, and never move.
          const key = `${at} ${kind}`;
          if (kind === "removed")
            return (
              <del key={key} className="bg-deny-soft text-deny">
                {text}
              </del>
            );
          if (kind === "added")
            return (
              <ins key={key} className="bg-ok-soft text-ok no-underline">
                {text}
              </ins>
            );
          return <span key={key}>{text}</span>;
        })}
      </pre>
    );
  return (
    <>
      {before === undefined ? null : <Box className={`${box} bg-deny-soft`} text={before} cut={cut?.before} label="Before" />}
      {after === undefined ? null : <Box className={`${box} bg-ok-soft`} text={after} cut={cut?.after} label="Now" />}
    </>
  );
}

function Box({ className, text, cut, label }: { className: string; text: string; cut?: number; label?: string }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre tabIndex={0} className={className}>
        {label ? <span className="sr-only">{label}: </span> : null}
        {text}
      </pre>
      {cut === undefined ? null : <p className="text-ink-muted text-xs">The beginning of {cut.toLocaleString("en")} characters.</p>}
    </>
  );
}
