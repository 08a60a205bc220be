"use client";

import { useState } from "react";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { useBuilder } from "./builder-context.tsx";
import { ZoneOptions } from "./condition-list.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { isObject, type JsonObject, listAt } from "./model/document-view.ts";
import { append, drop, type Place, put, set, shift } from "./model/edit.ts";
import { limitSentence, rateSentence } from "./model/sentences.ts";
import { numberOf, textOf } from "./model/value-text.ts";
import { OpenItem } from "./open-item.tsx";
import { ItemActions, ItemSection, Message } from "./rule-list.tsx";
import { TextField } from "./text-field.tsx";

const windows = ["second", "minute", "hour", "day", "week", "month"] as const;

/** The quotas of an entry, and its `rate_limit` shorthand as it stands. `name` is what a new counter is called after. */
export function LimitList({
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
  const [open, setOpen] = useState<number | "rate" | null>(null);
  const limits = listAt(entry, "limits");
  const rate = entry?.rate_limit;
  const place = [...holder, "limits"];
  const add = () => {
    apply(append(view, place, { counter: freeCounter(view.value, name), window: "minute", max: 10, scope: "grant" }));
    setOpen(limits.length);
  };
  return (
    <ItemSection
      title="Limits"
      add={editable ? { label: "Limit", onAdd: add } : undefined}
      empty="As often as anybody likes."
      count={limits.length + (rate === undefined ? 0 : 1)}
    >
      {limits.map((limit, index) => (
        <OpenItem
          // biome-ignore lint/suspicious/noArrayIndexKey: a limit is its place
          key={index}
          pointerParts={[...place, index]}
          title={limitSentence(limit)}
          note={isObject(limit) ? `Counter ${textOf(limit.counter)}` : undefined}
          open={open === index}
          onToggle={() => setOpen(open === index ? null : index)}
        >
          {isObject(limit) ? <LimitForm place={[...place, index]} limit={limit} paths={paths} /> : null}
          {editable ? (
            <ItemActions
              index={index}
              count={limits.length}
              noun="limit"
              onMove={(by) => {
                apply(shift(place, index, by));
                setOpen(index + by);
              }}
              onRemove={() => {
                apply(drop(view, [...place, index], holder.length));
                setOpen(null);
              }}
            />
          ) : null}
        </OpenItem>
      ))}
      {rate === undefined ? null : (
        <OpenItem
          pointerParts={[...holder, "rate_limit"]}
          title={rateSentence(rate)}
          note="Shorthand: rate_limit"
          open={open === "rate"}
          onToggle={() => setOpen(open === "rate" ? null : "rate")}
        >
          <div className="grid gap-3 @md:grid-cols-2">
            <NumberField place={[...holder, "rate_limit", "max"]} label="Calls" value={isObject(rate) ? rate.max : undefined} whole />
            <NumberField
              place={[...holder, "rate_limit", "window"]}
              label="In so many seconds"
              value={isObject(rate) ? rate.window : undefined}
              whole
            />
          </div>
          {editable ? (
            <ItemActions
              index={0}
              count={1}
              noun="limit"
              onMove={() => undefined}
              onRemove={() => apply(drop(view, [...holder, "rate_limit"], holder.length))}
            />
          ) : null}
        </OpenItem>
      )}
    </ItemSection>
  );
}

function LimitForm({ place, limit, paths }: { place: Place; limit: JsonObject; paths: readonly KnownPath[] }) {
  const { view, apply, editable } = useBuilder();
  const isSeconds = typeof limit.window === "number";
  const amountField = "increment_from" in limit && !("amount" in limit) ? "increment_from" : "amount";
  const amount = typeof limit[amountField] === "string" ? (limit[amountField] as string) : "";
  const numbers = paths.filter(({ type, group }) => group === "Arguments" && (type === "number" || type === "unknown"));
  const others = countersOf(view.value).filter((counter) => counter !== limit.counter);
  return (
    <div className="grid gap-3 @md:grid-cols-2">
      <NumberField
        place={[...place, "max"]}
        label={amount === "" ? "Calls at most" : "Total at most"}
        value={limit.max}
        whole={amount === ""}
      />
      <Field label="Window">
        <Select
          disabled={!editable}
          value={isSeconds ? "seconds" : String(limit.window)}
          onChange={(event) => apply(put(view, [...place, "window"], event.target.value === "seconds" ? 60 : event.target.value))}
        >
          {windows.map((window) => (
            <option key={window} value={window}>
              each {window}
            </option>
          ))}
          <option value="seconds">a number of seconds</option>
        </Select>
      </Field>
      {isSeconds ? <NumberField place={[...place, "window"]} label="Seconds" value={limit.window} whole /> : null}
      <Field label="Counted for">
        <Select
          disabled={!editable}
          value={String(limit.scope ?? "grant")}
          onChange={(event) => apply(put(view, [...place, "scope"], event.target.value))}
        >
          <option value="grant">each grant</option>
          <option value="server">all grants of the server</option>
          <option value="organization">the whole organization</option>
        </Select>
      </Field>
      <Field label="What is counted">
        <Select
          disabled={!editable}
          value={amount}
          onChange={(event) => apply(set(view, [...place, amountField], event.target.value || undefined))}
        >
          <option value="">Calls</option>
          {amount !== "" && !numbers.some(({ path }) => path === amount) ? (
            <option value={amount}>The sum of {amount.replace(/^args\./, "")}</option>
          ) : null}
          {numbers.map(({ path }) => (
            <option key={path} value={path}>
              The sum of {path.replace(/^args\./, "")}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Counter" hint="Limits with one counter, scope and window share it, also across tools.">
        <TextField
          label="Counter"
          mono
          disabled={!editable}
          shown={textOf(limit.counter)}
          problem="A counter has a name."
          commit={(text) => {
            if (text === "") return undefined;
            apply(put(view, [...place, "counter"], text), `${place.join("/")}/counter`);
            return text;
          }}
        />
      </Field>
      {others.length > 0 ? (
        <Field label="Share a counter">
          <Select
            disabled={!editable}
            value=""
            onChange={(event) => event.target.value && apply(put(view, [...place, "counter"], event.target.value))}
          >
            <option value="">Its own</option>
            {others.map((counter) => (
              <option key={counter}>{counter}</option>
            ))}
          </Select>
        </Field>
      ) : null}
      {isSeconds ? null : (
        <>
          <Field label="Time zone of the window">
            <Select
              disabled={!editable}
              value={typeof limit.timezone === "string" ? limit.timezone : ""}
              onChange={(event) => apply(set(view, [...place, "timezone"], event.target.value || undefined))}
            >
              <ZoneOptions current={limit.timezone} />
            </Select>
          </Field>
          <Checkbox
            label="Rolling"
            hint="Any span of that length, not the calendar's."
            disabled={!editable}
            checked={limit.rolling === true}
            onChange={(event) => apply(set(view, [...place, "rolling"], event.target.checked || undefined))}
          />
        </>
      )}
      <div className="@md:col-span-2">
        <Message place={[...place, "on_deny"]} value={limit.on_deny} label="What the agent is told when it is used up" />
      </div>
    </div>
  );
}

export function NumberField({ place, label, value, whole }: { place: Place; label: string; value: unknown; whole: boolean }) {
  const { view, apply, editable } = useBuilder();
  return (
    <Field label={label}>
      <TextField
        label={label}
        inputMode={whole ? "numeric" : "decimal"}
        disabled={!editable}
        shown={textOf(value)}
        problem={whole ? "Write a whole number." : "Write a number."}
        commit={(text) => {
          const number = numberOf(text);
          if (number === undefined || number < 0 || (whole && !Number.isInteger(number))) return undefined;
          apply(put(view, place, number), place.join("/"));
          return textOf(number);
        }}
      />
    </Field>
  );
}

const countersOf = (document: JsonObject): string[] => {
  const holders = [document.all_tools, ...(isObject(document.tools) ? Object.values(document.tools) : [])].filter(isObject);
  const counters = holders.flatMap((holder) => listAt(holder, "limits").map((limit) => (isObject(limit) ? limit.counter : undefined)));
  return [...new Set(counters.filter((counter): counter is string => typeof counter === "string"))];
};

/** A counter's name that is not taken: two limits must not share one by accident. */
const freeCounter = (document: JsonObject, name: string): string => {
  const taken = new Set(countersOf(document));
  const base = `${name.replace(/^@/, "").replaceAll("*", "all")}_rate`;
  for (let count = 1; ; count++) {
    const counter = count === 1 ? base : `${base}_${count}`;
    if (!taken.has(counter)) return counter;
  }
};
