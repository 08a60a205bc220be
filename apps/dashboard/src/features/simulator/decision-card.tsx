"use client";

import { Badge, type BadgeTone } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { sentenceAt } from "../policies/builder/model/sentences.ts";
import { placeWords } from "../policies/builder/pointer-link.tsx";
import { valueAt } from "../policies/json-pointer.ts";
import type { OtherRule } from "./model/other-rules.ts";
import type { Simulated } from "./model/simulate.ts";

/** What the draft answers, by which rule, and why the others did not. */
export function DecisionCard({
  simulated,
  others,
  onShow,
}: {
  simulated: Simulated;
  others: readonly OtherRule[];
  onShow: (pointer: string) => void;
}) {
  const { decision, explanation, listed } = simulated;
  const said = decision.observed ?? decision;
  const { label, tone } = verdictOf(simulated);
  const sentence = sentenceAt(said.rule, valueAt(simulated.policy, said.rule));
  return (
    <Card aria-label="Decision" className="grid grid-cols-1 gap-3 p-4">
      <div role="status" className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        <span className="wrap-anywhere min-w-0 text-sm">
          by{" "}
          <button
            type="button"
            className="wrap-anywhere text-left text-accent-ink underline underline-offset-2"
            onClick={() => onShow(said.rule)}
          >
            {placeWords(said.rule)}
          </button>
        </span>
        {decision.observed ? <Badge tone="warn">Observing: nothing is blocked</Badge> : null}
        {listed === false ? <Badge tone="neutral">Not in the tool list</Badge> : null}
      </div>
      {sentence ? <p className="wrap-anywhere border-l-2 pl-3 font-medium text-sm">{sentence}</p> : null}
      <p className="wrap-anywhere text-sm">{explanation}</p>
      {others.length > 0 ? (
        <section aria-label="Why the other rules did not decide" className="grid grid-cols-1 gap-1.5">
          <h3 className="font-medium text-ink-muted text-xs">Why the other rules did not decide</h3>
          <ul className="grid grid-cols-1 gap-1.5">
            {others.map(({ rule, sentence, because }) => (
              <li key={rule} className="wrap-anywhere rounded-md border px-2.5 py-1.5 text-sm">
                <button type="button" className="text-left hover:underline" onClick={() => onShow(rule)}>
                  {sentence}
                </button>
                <span className="block text-ink-muted text-xs">{because}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </Card>
  );
}

function verdictOf({ decision }: Simulated): { label: string; tone: BadgeTone } {
  if (decision.observed)
    switch (decision.observed.effect) {
      case "would_allow":
        return { label: "Would be allowed", tone: "ok" };
      case "would_deny":
        return { label: "Would be denied", tone: "deny" };
      case "would_require_approval":
        return { label: "Would wait for approval", tone: "accent" };
      case "would_limit":
        return { label: "Would be limited", tone: "warn" };
    }
  if (decision.effect === "allow") return { label: "Allowed", tone: "ok" };
  if (decision.reason === "approval_required") return { label: "Waits for approval", tone: "accent" };
  if (decision.reason === "limit_exceeded") return { label: "Limit used up", tone: "warn" };
  return decision.hidden ? { label: "Hidden", tone: "neutral" } : { label: "Denied", tone: "deny" };
}
