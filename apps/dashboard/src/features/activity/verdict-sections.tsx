import { Eye, GitCompareArrows } from "lucide-react";
import type { ReactNode } from "react";
import type { Decision } from "./decision.ts";
import { disagrees, observedInWords, shadowInWords } from "./verdicts.ts";
import { reasonInWords } from "./words.ts";

/** In the detail panel: what was recorded beside the decision and had no say in it. */
export function VerdictSections({ decision }: { decision: Decision }) {
  const { observed, shadow } = decision;
  return (
    <>
      {observed ? (
        <Section icon={<Eye className="text-warn" aria-hidden />} title="Observing: nothing is blocked">
          <p>
            {observedInWords(observed.verdict)} ({reasonInWords(observed.reason).toLowerCase()}).
          </p>
          <Rule pointer={observed.rule} />
        </Section>
      ) : null}
      {shadow ? (
        <Section
          icon={<GitCompareArrows className="text-hide" aria-hidden />}
          title={disagrees(decision) ? `${shadowInWords(shadow.effect)} this call` : "The shadow policy agrees"}
        >
          <p className="break-words">
            {shadow.policyName}, version {shadow.policyVersion}: {reasonInWords(shadow.reason).toLowerCase()}.
          </p>
          <Rule pointer={shadow.rule} />
          <p className="text-ink-muted text-xs">A shadow policy is judged beside the live one and never enforced.</p>
        </Section>
      ) : null}
    </>
  );
}

function Section({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className="grid gap-1 rounded-md border border-dashed px-3 py-2 text-sm">
      <h3 className="flex items-center gap-2 font-medium [&_svg]:size-4">
        {icon}
        {title}
      </h3>
      {children}
    </section>
  );
}

const Rule = ({ pointer }: { pointer: string | null }) => (pointer ? <code className="break-all font-mono text-xs">{pointer}</code> : null);
