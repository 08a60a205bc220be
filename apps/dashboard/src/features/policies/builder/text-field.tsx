"use client";

import { type ComponentProps, useState } from "react";
import { cn } from "../../../ui/class-names.ts";
import { Input, Textarea } from "../../../ui/input.tsx";

export interface TextFieldProps {
  /** Names the field for everybody; visible labels are the caller's. */
  label: string;
  /** The value as text, as the document has it. */
  shown: string;
  /** Takes what was typed: the text the document then shows, or undefined when it is not a value. */
  commit: (text: string) => string | undefined;
  problem?: string;
  lines?: boolean;
  disabled?: boolean;
  mono?: boolean;
  placeholder?: string;
  inputMode?: ComponentProps<"input">["inputMode"];
  className?: string;
}

/** A field over a value of the document: every keystroke that makes a value is written, one that does not is kept and marked. */
export function TextField({ label, shown, commit, problem = "This is not a value.", lines, className, ...props }: TextFieldProps) {
  const [local, setLocal] = useState<{ text: string; shown: string; isWrong: boolean } | null>(null);
  // What somebody else wrote meanwhile (undo, the other pane) counts more than what was typed here.
  const typed = local?.shown === shown ? local : null;
  const change = (text: string) => {
    const after = commit(text);
    setLocal({ text, shown: after ?? shown, isWrong: after === undefined });
  };
  const shared = {
    "aria-label": label,
    "aria-invalid": typed?.isWrong || undefined,
    value: typed?.text ?? shown,
    onBlur: () => setLocal(null),
    ...props,
  };
  return (
    <span className={cn("grid min-w-0 gap-1", className)}>
      {lines ? (
        <Textarea {...shared} rows={3} className="min-h-16" onChange={(event) => change(event.target.value)} />
      ) : (
        <Input {...shared} onChange={(event) => change(event.target.value)} />
      )}
      {typed?.isWrong ? (
        <span role="alert" className="text-deny text-xs">
          {problem}
        </span>
      ) : null}
    </span>
  );
}
