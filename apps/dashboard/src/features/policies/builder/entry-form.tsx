"use client";

import { Checkbox } from "../../../ui/checkbox.tsx";
import { ApprovalForm } from "./approval-form.tsx";
import { useBuilder } from "./builder-context.tsx";
import { LimitList } from "./limit-list.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { type JsonObject, listAt, objectAt } from "./model/document-view.ts";
import { type Place, set } from "./model/edit.ts";
import { whenSentence } from "./model/sentences.ts";
import { Message, RuleList } from "./rule-list.tsx";

/** Everything that an entry (or `all_tools`) says, as sentences that open into forms. */
export function EntryForm({
  holder,
  entry,
  name,
  paths,
}: {
  holder: Place;
  entry: JsonObject | undefined;
  name: string;
  paths: readonly KnownPath[];
}) {
  const { view, apply, editable } = useBuilder();
  const isAllTools = holder[0] === "all_tools";
  const refuses = entry?.action === "deny";
  const approval = entry && objectAt(entry, "approval");
  const asks = entry?.action === "require_approval" || approval !== undefined;
  if (refuses && !isAllTools)
    return <Message place={[...holder, "reason"]} value={entry?.reason} label="What the agent is told when it is refused" />;
  return (
    <div className="grid gap-4">
      <RuleList holder={holder} stance="deny_if" rules={listAt(entry, "deny_if")} paths={paths} />
      <RuleList holder={holder} stance="require" rules={listAt(entry, "require")} paths={paths} />
      <LimitList holder={holder} entry={entry} name={name} paths={paths} />
      {isAllTools ? null : (
        <>
          <section aria-label="Approval" className="grid gap-2">
            <h4 className="font-medium text-ink-muted text-xs">Approval</h4>
            <p className="text-sm">
              {entry?.action === "require_approval"
                ? "Every call waits for a person."
                : approval?.when
                  ? whenSentence(approval.when)
                  : "No approval is asked for."}
            </p>
            <details className="rounded-md border p-2.5 text-sm" open={asks && approval !== undefined}>
              <summary className="cursor-pointer font-medium">Terms of approval</summary>
              <div className="pt-3">
                <ApprovalForm place={[...holder, "approval"]} approval={approval} paths={paths} />
                {entry?.action === "require_approval" ? (
                  <div className="pt-3">
                    <Message place={[...holder, "reason"]} value={entry.reason} label="Why it needs approval" />
                  </div>
                ) : null}
              </div>
            </details>
          </section>
          <Checkbox
            label="Check arguments against the tool's input schema"
            hint="A call whose arguments do not satisfy it is refused."
            disabled={!editable}
            checked={entry?.validate_arguments === true}
            onChange={(event) => apply(set(view, [...holder, "validate_arguments"], event.target.checked || undefined, holder.length))}
          />
        </>
      )}
    </div>
  );
}
