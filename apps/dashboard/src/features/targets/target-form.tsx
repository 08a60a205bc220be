"use client";

import { type FormEvent, type ReactNode, useRef } from "react";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";

interface Typed {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  hint?: string;
  error: string | null | undefined;
}

interface Props<Kind extends string> {
  /** Left out: the target is there already, and its kind stays. */
  kind?: { value: Kind; options: readonly { value: Kind; label: string }[]; onChange: (kind: Kind) => void; hint?: string };
  name: Typed;
  /** `isKept`: left empty, it stays as it is. */
  target: Typed & { label: string; isKept: boolean };
  error: unknown;
  /** Whether the error stands beside a field. */
  isPlaced: boolean;
  isPending: boolean;
  submitLabel: string;
  onSubmit: () => void;
  /** Fields of its own, below. */
  children?: ReactNode;
}

/** What every target asks for: kind, name and where it goes. */
export function TargetForm<Kind extends string>(props: Props<Kind>) {
  const { kind, name, target, error, isPlaced, isPending, submitLabel, onSubmit, children } = props;
  const form = useRef<HTMLFormElement>(null);
  useFocusInvalid(form, error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form method="post" ref={form} className="grid gap-4" onSubmit={submit} noValidate>
      {error && !isPlaced ? <Callout tone="error" title={describeError(error).message} /> : null}
      {kind ? (
        <Field label="Kind" hint={kind.hint}>
          <Select value={kind.value} onChange={(event) => kind.onChange(event.target.value as Kind)}>
            {kind.options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
      <Field label="Name" error={name.error} hint={name.hint}>
        <Input
          autoComplete="off"
          required
          placeholder={name.placeholder}
          value={name.value}
          onChange={(event) => name.onChange(event.target.value)}
        />
      </Field>
      <Field label={target.label} error={target.error} hint={target.hint} optional={target.isKept}>
        <Input
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder={target.placeholder}
          value={target.value}
          onChange={(event) => target.onChange(event.target.value)}
        />
      </Field>
      {children}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={isPending}>
          {submitLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
