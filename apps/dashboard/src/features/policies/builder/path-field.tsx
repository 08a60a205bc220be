"use client";

import { useState } from "react";
import { Select } from "../../../ui/select.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { TextField } from "./text-field.tsx";

const another = "\0another";

/** The path of a condition: those of the tool's schema and of the facts to choose from, any other one to type. */
export function PathField({
  path,
  paths,
  disabled,
  onChange,
}: {
  path: string;
  paths: readonly KnownPath[];
  disabled: boolean;
  onChange: (path: string) => void;
}) {
  const [typing, setTyping] = useState(false);
  const isKnown = paths.some((known) => known.path === path);
  if (typing)
    return (
      <span className="flex min-w-0 gap-1">
        <TextField
          label="Path"
          mono
          className="flex-1"
          shown={path}
          disabled={disabled}
          commit={(text) => {
            if (text === "") return undefined;
            onChange(text);
            return text;
          }}
          problem="A path starts with args, grant, time, tool or client."
        />
        <button type="button" className="shrink-0 rounded px-1.5 text-accent-ink text-xs hover:underline" onClick={() => setTyping(false)}>
          List
        </button>
      </span>
    );
  const groups = [...new Set(paths.map(({ group }) => group))].map(
    (group) => [group, paths.filter((known) => known.group === group)] as const,
  );
  return (
    <Select
      aria-label="Path"
      value={path}
      disabled={disabled}
      onChange={(event) => (event.target.value === another ? setTyping(true) : onChange(event.target.value))}
    >
      {isKnown ? null : <option value={path}>{path || "Choose a path"}</option>}
      {groups.map(([group, members]) => (
        <optgroup key={group} label={group}>
          {members.map((known) => (
            <option key={known.path} value={known.path}>
              {known.path.replace(/^args\./, "")}
              {known.required ? " (required)" : ""}
            </option>
          ))}
        </optgroup>
      ))}
      <option value={another}>Another path…</option>
    </Select>
  );
}
