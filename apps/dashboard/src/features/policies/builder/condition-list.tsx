"use client";

import { Plus, X } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { useBuilder } from "./builder-context.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { type ConditionForm, comparisonOn, formOf, regrouped, withOperator, withPath } from "./model/comparison.ts";
import { isObject, type JsonObject } from "./model/document-view.ts";
import { append, drop, type Place, put, set } from "./model/edit.ts";
import { type Operator, operators, operatorsFor } from "./model/operators.ts";
import { PathField } from "./path-field.tsx";
import { ValueField } from "./value-field.tsx";

export interface ConditionListProps {
  place: Place;
  conditions: readonly unknown[];
  paths: readonly KnownPath[];
  /** The word between two of them. */
  joint: "and" | "or";
  /** How many steps of the place stay when the last condition goes. */
  keep: number;
  /** May the last one go? */
  least: 0 | 1;
}

/** Conditions that are joined, each a comparison or a group of others. */
export function ConditionList({ place, conditions, paths, joint, keep, least }: ConditionListProps) {
  const { view, apply, editable } = useBuilder();
  const first = paths.find(({ group }) => group === "Arguments") ?? paths[0];
  return (
    <div className="grid gap-2">
      <ol className="grid gap-2">
        {conditions.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place
          <li key={index} className="grid gap-2">
            {index > 0 ? <span className="text-ink-muted text-xs">{joint}</span> : null}
            <ConditionEditor
              place={[...place, index]}
              condition={condition}
              paths={paths}
              onRemove={conditions.length > least ? () => apply(drop(view, [...place, index], keep)) : undefined}
            />
          </li>
        ))}
      </ol>
      {editable && first ? (
        <Button size="sm" variant="ghost" className="justify-self-start" onClick={() => apply(append(view, place, comparisonOn(first)))}>
          <Plus aria-hidden /> {joint === "and" ? "And…" : "Or…"}
        </Button>
      ) : null}
    </div>
  );
}

function ConditionEditor({
  place,
  condition,
  paths,
  onRemove,
}: {
  place: Place;
  condition: unknown;
  paths: readonly KnownPath[];
  onRemove: (() => void) | undefined;
}) {
  const { view, apply, editable } = useBuilder();
  const form = formOf(condition);
  if (form === undefined || !isObject(condition))
    return (
      <p className="rounded-md bg-warn-soft px-2 py-1 text-warn text-xs">
        This condition is not one the builder knows. Change it in the JSON.
      </p>
    );
  return (
    <div className="grid gap-2 rounded-md border bg-sunken/40 p-2">
      <div className="flex items-center gap-2">
        <Select
          aria-label="Kind of condition"
          className="w-40"
          value={form}
          disabled={!editable}
          onChange={(event) => apply(put(view, place, regrouped(condition, event.target.value as ConditionForm)))}
        >
          <option value="comparison">Comparison</option>
          <option value="any">Any of</option>
          <option value="all">All of</option>
          <option value="not">Not</option>
        </Select>
        {editable && onRemove ? (
          <Button size="icon-sm" variant="ghost" className="ml-auto" aria-label="Remove condition" onClick={onRemove}>
            <X aria-hidden />
          </Button>
        ) : null}
      </div>
      {form === "comparison" ? (
        <Comparison place={place} comparison={condition} paths={paths} />
      ) : form === "not" ? (
        <ConditionEditor place={[...place, "not"]} condition={condition.not} paths={paths} onRemove={undefined} />
      ) : (
        <ConditionList
          place={[...place, form]}
          conditions={Array.isArray(condition[form]) ? (condition[form] as unknown[]) : []}
          paths={paths}
          joint={form === "any" ? "or" : "and"}
          keep={place.length + 1}
          least={1}
        />
      )}
    </div>
  );
}

function Comparison({ place, comparison, paths }: { place: Place; comparison: JsonObject; paths: readonly KnownPath[] }) {
  const { view, apply, editable } = useBuilder();
  const path = typeof comparison.path === "string" ? comparison.path : "";
  const known = paths.find((one) => one.path === path);
  const op = comparison.op as Operator;
  const offered = operatorsFor(known?.type ?? "unknown");
  const isTime = path.startsWith("time.");
  const merge = (members: JsonObject) => Object.entries(members).flatMap(([name, value]) => put(view, [...place, name], value));
  return (
    <div className="grid gap-2 @md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <PathField
        path={path}
        paths={paths}
        disabled={!editable}
        onChange={(next) =>
          apply(
            [
              ...merge(
                withPath(
                  comparison,
                  paths.find((one) => one.path === next),
                  next,
                ),
              ),
              ...(next.startsWith("time.") ? [] : drop(view, [...place, "timezone"])),
            ],
            `${place.join("/")}/path`,
          )
        }
      />
      <Select
        aria-label="Operator"
        value={op ?? ""}
        disabled={!editable}
        onChange={(event) => apply(merge(withOperator(comparison, event.target.value as Operator, known)))}
      >
        {op in operators && offered.includes(op) ? null : <option value={op ?? ""}>{operators[op]?.label ?? op ?? "Choose"}</option>}
        {offered.map((one) => (
          <option key={one} value={one}>
            {operators[one].label}
          </option>
        ))}
      </Select>
      {op in operators ? (
        <ValueField
          op={op}
          value={comparison.value}
          known={known}
          disabled={!editable}
          onChange={(value) => apply(put(view, [...place, "value"], value), `${place.join("/")}/value`)}
        />
      ) : null}
      {isTime ? (
        <Field label="Time zone">
          <Select
            value={typeof comparison.timezone === "string" ? comparison.timezone : ""}
            disabled={!editable}
            onChange={(event) => apply(set(view, [...place, "timezone"], event.target.value || undefined))}
          >
            <ZoneOptions current={comparison.timezone} />
          </Select>
        </Field>
      ) : null}
      {known?.description ? <p className="text-ink-muted text-xs @md:col-span-3">{known.description}</p> : null}
    </div>
  );
}

/** The zones that this browser knows, UTC first; "" is left out of the document and means UTC. */
export function ZoneOptions({ current }: { current: unknown }) {
  const all = zones();
  return (
    <>
      <option value="">UTC</option>
      {typeof current === "string" && current !== "" && !all.includes(current) ? <option value={current}>{current}</option> : null}
      {all.map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
    </>
  );
}

let knownZones: readonly string[] | undefined;
const zones = (): readonly string[] => {
  knownZones ??= Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC");
  return knownZones;
};
