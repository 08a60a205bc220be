"use client";

import { Select } from "../../../ui/select.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { type Operator, operators } from "./model/operators.ts";
import { linesOf, listOf, numberOf, textOf, typedValue } from "./model/value-text.ts";
import { TextField } from "./text-field.tsx";

export interface ValueFieldProps {
  op: Operator;
  value: unknown;
  known: KnownPath | undefined;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

/** The field for a condition's value: by the operator, the type of the path and its enum. */
export function ValueField({ op, value, known, disabled, onChange }: ValueFieldProps) {
  const type = known?.type === "array" ? "unknown" : (known?.type ?? "unknown");
  const put = (next: unknown, shown: string) => {
    if (next === undefined) return undefined;
    onChange(next);
    return shown;
  };
  const label = "Value";
  switch (operators[op].value) {
    case "boolean":
      return <YesNo label={label} value={value === true} disabled={disabled} onChange={onChange} yes="yes" no="no" />;
    case "number":
    case "count":
      return (
        <TextField
          label={label}
          inputMode="decimal"
          shown={textOf(value)}
          problem={operators[op].value === "count" ? "Write a whole number." : "Write a number."}
          disabled={disabled}
          commit={(text) => {
            const number = numberOf(text);
            const isWrong = number === undefined || (operators[op].value === "count" && (!Number.isInteger(number) || number < 0));
            return isWrong ? undefined : put(number, textOf(number));
          }}
        />
      );
    case "text":
      return <TextField label={label} mono shown={textOf(value)} disabled={disabled} commit={(text) => put(text, text)} />;
    case "texts":
    case "list": {
      const of = operators[op].value === "texts" ? "string" : type;
      return (
        <TextField
          label="Values, one per line"
          lines
          mono
          shown={linesOf(value)}
          problem={of === "number" ? "Write one number per line." : "Write one value per line."}
          disabled={disabled}
          commit={(text) => {
            const list = listOf(text, of);
            return put(list, linesOf(list));
          }}
        />
      );
    }
    case "any":
      if (known?.enum?.some((one) => textOf(one) === textOf(value)))
        return (
          <Select
            aria-label={label}
            value={textOf(value)}
            disabled={disabled}
            onChange={(event) => onChange(known.enum?.find((one) => textOf(one) === event.target.value))}
          >
            {known.enum.map((one) => (
              <option key={textOf(one)} value={textOf(one)}>
                {textOf(one)}
              </option>
            ))}
          </Select>
        );
      if (type === "boolean" && typeof value === "boolean")
        return <YesNo label={label} value={value} disabled={disabled} onChange={onChange} yes="true" no="false" />;
      return (
        <TextField
          label={label}
          mono
          shown={textOf(value)}
          problem={type === "number" ? "Write a number." : "Write a value."}
          disabled={disabled}
          // A text that reads like a number stays a text where the document has one.
          commit={(text) => {
            const next = typedValue(text, type === "unknown" && typeof value === "string" && value !== "" ? "string" : type);
            return put(next, textOf(next));
          }}
        />
      );
  }
}

function YesNo({
  label,
  value,
  disabled,
  onChange,
  yes,
  no,
}: {
  label: string;
  value: boolean;
  disabled: boolean;
  onChange: (value: boolean) => void;
  yes: string;
  no: string;
}) {
  return (
    <Select aria-label={label} value={String(value)} disabled={disabled} onChange={(event) => onChange(event.target.value === "true")}>
      <option value="true">{yes}</option>
      <option value="false">{no}</option>
    </Select>
  );
}
