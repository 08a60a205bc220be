"use client";

import { ArrowDown, ArrowUp, Copy, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { useBuilder } from "./builder-context.tsx";
import { ConditionList } from "./condition-list.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { comparisonOn } from "./model/comparison.ts";
import { isObject, listAt } from "./model/document-view.ts";
import { append, drop, type Place, repeat, set, shift } from "./model/edit.ts";
import { ruleSentence } from "./model/sentences.ts";
import { OpenItem } from "./open-item.tsx";
import { TextField } from "./text-field.tsx";

const words = {
  deny_if: { title: "Deny if", add: "Deny rule", empty: "No call is refused for its arguments." },
  require: { title: "Allow only if", add: "Requirement", empty: "Nothing is required of a call." },
} as const;

/** The rules of one stance, each a sentence that opens into its editor. */
export function RuleList({
  holder,
  stance,
  rules,
  paths,
}: {
  holder: Place;
  stance: "deny_if" | "require";
  rules: readonly unknown[];
  paths: readonly KnownPath[];
}) {
  const { view, apply, editable } = useBuilder();
  const [open, setOpen] = useState<number | null>(null);
  const place = [...holder, stance];
  const first = paths.find(({ group }) => group === "Arguments") ?? paths[0];
  const add = () => {
    apply(append(view, place, { conditions: first ? [comparisonOn(first)] : [] }));
    setOpen(rules.length);
  };
  return (
    <ItemSection
      title={words[stance].title}
      add={editable ? { label: words[stance].add, onAdd: add } : undefined}
      empty={words[stance].empty}
      count={rules.length}
    >
      {rules.map((rule, index) => (
        <OpenItem
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place
          key={index}
          pointerParts={[...place, index]}
          title={ruleSentence(stance, rule)}
          note={isObject(rule) && typeof rule.on_deny === "string" ? `“${rule.on_deny}”` : undefined}
          open={open === index}
          onToggle={() => setOpen(open === index ? null : index)}
        >
          <ConditionList
            place={[...place, index, "conditions"]}
            conditions={listAt(isObject(rule) ? rule : undefined, "conditions")}
            paths={paths}
            joint="and"
            keep={place.length + 2}
            least={0}
          />
          <Message
            place={[...place, index, "on_deny"]}
            value={isObject(rule) ? rule.on_deny : undefined}
            label="What the agent is told when it refuses"
          />
          {editable ? (
            <ItemActions
              index={index}
              count={rules.length}
              noun="rule"
              onMove={(by) => {
                apply(shift(place, index, by));
                setOpen(index + by);
              }}
              onDuplicate={() => {
                apply(repeat(place, index));
                setOpen(index + 1);
              }}
              onRemove={() => {
                apply(drop(view, [...place, index], holder.length));
                setOpen(null);
              }}
            />
          ) : null}
        </OpenItem>
      ))}
    </ItemSection>
  );
}

/** A heading with its items, and the button that adds one. */
export function ItemSection({
  title,
  add,
  empty,
  count,
  children,
}: {
  title: string;
  add: { label: string; onAdd: () => void } | undefined;
  empty: string;
  count: number;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="grid gap-2">
      <div className="flex items-center justify-between gap-2">
        <h4 className="font-medium text-ink-muted text-xs">{title}</h4>
        {add ? (
          <Button size="sm" variant="ghost" onClick={add.onAdd}>
            <Plus aria-hidden /> {add.label}
          </Button>
        ) : null}
      </div>
      {count === 0 ? <p className="text-ink-muted text-xs">{empty}</p> : <ol className="grid gap-1.5">{children}</ol>}
    </section>
  );
}

export function ItemActions({
  index,
  count,
  noun,
  onMove,
  onDuplicate,
  onRemove,
}: {
  index: number;
  count: number;
  noun: string;
  onMove: (by: 1 | -1) => void;
  onDuplicate?: () => void;
  onRemove: () => void;
}) {
  return (
    <div className="flex flex-wrap gap-1">
      {index > 0 ? (
        <Button size="sm" variant="ghost" onClick={() => onMove(-1)}>
          <ArrowUp aria-hidden /> Earlier
        </Button>
      ) : null}
      {index < count - 1 ? (
        <Button size="sm" variant="ghost" onClick={() => onMove(1)}>
          <ArrowDown aria-hidden /> Later
        </Button>
      ) : null}
      {onDuplicate ? (
        <Button size="sm" variant="ghost" onClick={onDuplicate}>
          <Copy aria-hidden /> Duplicate {noun}
        </Button>
      ) : null}
      <Button size="sm" variant="ghost" className="ml-auto text-deny" onClick={onRemove}>
        <Trash2 aria-hidden /> Remove {noun}
      </Button>
    </div>
  );
}

/** A sentence for the agent; empty takes it out of the document. */
export function Message({ place, value, label }: { place: Place; value: unknown; label: string }) {
  const { view, apply, editable } = useBuilder();
  return (
    <Field label={label} optional>
      <TextField
        label={label}
        shown={typeof value === "string" ? value : ""}
        disabled={!editable}
        placeholder="Say what to do instead"
        commit={(text) => {
          apply(set(view, place, text === "" ? undefined : text), place.join("/"));
          return text;
        }}
      />
    </Field>
  );
}
