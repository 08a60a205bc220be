"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export interface HeaderRow {
  /** For React only. */
  key: number;
  name: string;
  value: string;
}

let nextKey = 1;
export const emptyHeaderRow = (): HeaderRow => ({ key: nextKey++, name: "", value: "" });

/** Rows without a name and value are not headers yet. */
export const headersOf = (rows: HeaderRow[]) =>
  rows.filter((row) => row.name.trim() || row.value).map(({ name, value }) => ({ name: name.trim(), value }));

/** Name and value of the headers sent to the server; values are masked as passwords are. */
export function HeaderRows({
  rows,
  onChange,
  problemAt,
}: {
  rows: HeaderRow[];
  onChange: (rows: HeaderRow[]) => void;
  problemAt?: (pointer: string) => string | null;
}) {
  const change = (key: number, part: Partial<HeaderRow>) => onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <div className="grid gap-3">
      {rows.map((row, index) => (
        <div key={row.key} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-2">
          <Field label={`Header name ${index + 1}`} hideLabel error={problemAt?.(`/headers/${index}/name`)}>
            <Input
              mono
              placeholder="Authorization"
              autoComplete="off"
              spellCheck={false}
              value={row.name}
              onChange={(event) => change(row.key, { name: event.target.value })}
            />
          </Field>
          <Field label={`Header value ${index + 1}`} hideLabel error={problemAt?.(`/headers/${index}/value`)}>
            <Input
              mono
              type="password"
              placeholder="Bearer …"
              autoComplete="off"
              value={row.value}
              onChange={(event) => change(row.key, { value: event.target.value })}
            />
          </Field>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove header ${index + 1}`}
            onClick={() => onChange(rows.filter((other) => other.key !== row.key))}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      <Button size="sm" className="w-fit" onClick={() => onChange([...rows, emptyHeaderRow()])}>
        <Plus aria-hidden />
        Add header
      </Button>
    </div>
  );
}
