"use client";

import { useMemo } from "react";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { typeOf } from "../policies/builder/model/argument-paths.ts";
import { isObject, type JsonObject, viewOf } from "../policies/builder/model/document-view.ts";
import { drop, put } from "../policies/builder/model/edit.ts";
import { linesOf, listOf, textOf, typedValue } from "../policies/builder/model/value-text.ts";
import { TextField } from "../policies/builder/text-field.tsx";
import { patchText } from "../policies/editor/patch-text.ts";

/** The arguments of a call as a form made from the tool's schema. The text stays the truth: a field changes its own member. */
export function ArgumentForm({ schema, args, onChange }: { schema: unknown; args: string; onChange: (args: string) => void }) {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const required = isObject(schema) && Array.isArray(schema.required) ? schema.required : [];
  const view = useMemo(() => viewOf(args), [args]);
  const names = Object.keys(properties);
  if (view === null) return <p className="text-sm text-warn">The arguments are not a JSON object at the moment. Mend the text below.</p>;
  if (names.length === 0) return <p className="text-ink-muted text-sm">The tool takes no arguments.</p>;
  const change = (name: string, value: unknown) => {
    const patched = patchText(args, value === undefined ? drop(view, [name]) : put(view, [name], value));
    if (patched !== null) onChange(patched);
  };
  return (
    <div className="grid gap-3 @lg:grid-cols-2">
      {names.map((name) => (
        <ArgumentField
          key={name}
          name={name}
          schema={isObject(properties[name]) ? properties[name] : {}}
          isRequired={required.includes(name)}
          value={Object.hasOwn(view.value, name) ? view.value[name] : undefined}
          onChange={(value) => change(name, value)}
        />
      ))}
    </div>
  );
}

type ArgumentFieldProps = { name: string; schema: JsonObject; isRequired: boolean; value: unknown; onChange: (value: unknown) => void };

function ArgumentField({ name, schema, isRequired, value, onChange }: ArgumentFieldProps) {
  const type = typeOf(schema);
  const hint = typeof schema.description === "string" ? schema.description : undefined;
  const offered = Array.isArray(schema.enum) ? schema.enum : type === "boolean" ? [true, false] : undefined;
  const items = type === "array" && isObject(schema.items) ? typeOf(schema.items) : undefined;
  return (
    <Field label={<code className="font-mono text-xs">{name}</code>} optional={!isRequired} hint={hint}>
      {offered ? (
        <Select
          value={value === undefined ? "" : textOf(value)}
          onChange={(event) => onChange(offered.find((one) => textOf(one) === event.target.value))}
        >
          <option value="">Left out</option>
          {offered.map((one) => (
            <option key={textOf(one)} value={textOf(one)}>
              {textOf(one)}
            </option>
          ))}
        </Select>
      ) : items && items !== "object" && items !== "array" ? (
        <TextField
          label={name}
          lines
          mono
          placeholder="One per line"
          shown={linesOf(value)}
          commit={(text) => {
            const list = text.trim() === "" ? undefined : listOf(text, items);
            if (list === undefined && text.trim() !== "") return undefined;
            onChange(list);
            return list === undefined ? "" : linesOf(list);
          }}
        />
      ) : (
        <TextField
          label={name}
          mono={type !== "string"}
          shown={textOf(value)}
          placeholder={type === "object" || type === "array" ? "JSON" : undefined}
          problem={type === "number" ? "Write a number." : "Write JSON."}
          commit={(text) => {
            if (text === "") {
              onChange(undefined);
              return "";
            }
            const next = typedValue(text, type);
            const isWrong = next === undefined || ((type === "object" || type === "array") && typeof next !== "object");
            if (isWrong) return undefined;
            onChange(next);
            return textOf(next);
          }}
        />
      )}
    </Field>
  );
}
