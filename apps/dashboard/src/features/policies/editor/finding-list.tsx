import { CircleAlert, CircleCheck, TriangleAlert, Wrench } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { cn } from "../../../ui/class-names.ts";
import { describeFix } from "./describe-fix.ts";
import type { LocatedFinding } from "./located-finding.ts";

export interface FindingListProps {
  findings: readonly LocatedFinding[];
  onJump: (finding: LocatedFinding) => void;
  /** Left out where the document can only be read. */
  onFix?: (finding: LocatedFinding) => void;
}

/** Every finding as a button that puts the cursor there, with its repair beside it. The count is announced when it changes. */
export function FindingList({ findings, onJump, onFix }: FindingListProps) {
  return (
    <section aria-label="Findings" className="rounded-lg border bg-surface text-sm shadow-card">
      <p role="status" className={cn("flex items-center gap-2 px-3 py-2 font-medium", findings.length > 0 && "border-b")}>
        {findings.length === 0 ? <CircleCheck className="size-4 text-ok" aria-hidden /> : null}
        {summary(findings, onFix !== undefined)}
      </p>
      {findings.length > 0 ? (
        <ul className="max-h-72 divide-y overflow-y-auto">
          {findings.map((finding) => (
            <li key={`${finding.code}${finding.pointer}${finding.message}`} className="grid justify-items-start hover:bg-hover/60">
              <button
                type="button"
                onClick={() => onJump(finding)}
                className="flex w-full min-w-0 items-start gap-2 px-3 py-2 text-left focus-visible:outline-offset-[-2px]"
              >
                <SeverityIcon severity={finding.severity} />
                <span className="min-w-0 flex-1 break-words">
                  <span className="text-ink-muted">line {finding.line}: </span>
                  {finding.message}
                </span>
              </button>
              {finding.fix && onFix ? <FixButton fix={finding.fix} onFix={() => onFix(finding)} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function FixButton({ fix, onFix }: { fix: NonNullable<LocatedFinding["fix"]>; onFix: () => void }) {
  return (
    <Button size="sm" onClick={onFix} className="mb-2 ml-9 h-auto min-h-7 max-w-[calc(100%-3rem)] whitespace-normal py-1 text-left">
      <Wrench aria-hidden />
      <span className="min-w-0 break-words">
        <span className="sr-only">Fix: </span>
        {describeFix(fix)}
      </span>
    </Button>
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

function summary(findings: readonly LocatedFinding[], mayPublish: boolean): string {
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const warnings = findings.length - errors;
  if (findings.length === 0) return mayPublish ? "No findings. This document can be published." : "No findings.";
  const parts = [errors > 0 ? count(errors, "error") : null, warnings > 0 ? count(warnings, "warning") : null].filter(Boolean).join(", ");
  return errors > 0 ? `${parts}. Errors keep it from being published.` : `${parts}. It can be published.`;
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
