import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { cn } from "../../../ui/class-names.ts";
import type { LocatedFinding } from "./located-finding.ts";

/** Every finding as a button that puts the cursor there. The count is announced when it changes. */
export function FindingList({ findings, onJump }: { findings: readonly LocatedFinding[]; onJump: (finding: LocatedFinding) => void }) {
  return (
    <section aria-label="Findings" className="rounded-lg border bg-surface text-sm shadow-card">
      <p role="status" className={cn("flex items-center gap-2 px-3 py-2 font-medium", findings.length > 0 && "border-b")}>
        {findings.length === 0 ? <CircleCheck className="size-4 text-ok" aria-hidden /> : null}
        {summary(findings)}
      </p>
      {findings.length > 0 ? (
        <ul className="max-h-72 divide-y overflow-y-auto">
          {findings.map((finding) => (
            <li key={`${finding.code}${finding.pointer}${finding.message}`}>
              <button
                type="button"
                onClick={() => onJump(finding)}
                className="flex w-full items-start gap-2 px-3 py-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
              >
                <SeverityIcon severity={finding.severity} />
                <span className="min-w-0 flex-1 break-words">
                  <span className="text-ink-muted">line {finding.line}: </span>
                  {finding.message}
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function SeverityIcon({ severity }: { severity: LocatedFinding["severity"] }) {
  const Icon = severity === "error" ? CircleAlert : TriangleAlert;
  return (
    <>
      <Icon className={cn("mt-0.5 size-4 shrink-0", severity === "error" ? "text-deny" : "text-warn")} aria-hidden />
      <span className="sr-only">{severity === "error" ? "Error, " : "Warning, "}</span>
    </>
  );
}

function summary(findings: readonly LocatedFinding[]): string {
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const warnings = findings.length - errors;
  if (findings.length === 0) return "No findings. This document can be published.";
  const parts = [errors > 0 ? count(errors, "error") : null, warnings > 0 ? count(warnings, "warning") : null].filter(Boolean).join(", ");
  return errors > 0 ? `${parts}. Errors keep it from being published.` : `${parts}. It can be published.`;
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
