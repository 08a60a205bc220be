"use client";

import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { issueOrMessage } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Select } from "../../ui/select.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** "Was this value ever used?": asks the record by the value's hash. */
export function FindValue() {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Search aria-hidden />
          Find a value
        </Button>
      }
      title="Was this value ever used?"
      description="Finds calls by the hash of an argument's value, as far as values were recorded hashed. What is encrypted, kept as it is or left out is not found."
    >
      <FindForm />
    </Dialog>
  );
}

const days = [1, 7, 30, 90, 400];

function FindForm() {
  const find = useMutation(useTRPC().record.find.mutationOptions());
  const [value, setValue] = useState("");
  const [since, setSince] = useState(30);
  const [isNumber, setNumber] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const asked = isNumber ? Number(value) : value;
    find.mutate({ value: asked, from: new Date(Date.now() - since * 86_400_000) });
  };
  return (
    <form method="post" className="grid gap-4" onSubmit={submit} noValidate>
      <Field label="Value" hint="Exactly as the agent sent it." error={find.error ? issueOrMessage(find.error, "/value") : null}>
        <Input name="value" mono autoComplete="off" maxLength={8_192} value={value} onChange={(event) => setValue(event.target.value)} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Kind">
          <Select name="kind" value={isNumber ? "number" : "text"} onChange={(event) => setNumber(event.target.value === "number")}>
            <option value="text">Text</option>
            <option value="number">Number</option>
          </Select>
        </Field>
        <Field label="Since">
          <Select name="since" value={since} onChange={(event) => setSince(Number(event.target.value))}>
            {days.map((day) => (
              <option key={day} value={day}>
                {day === 1 ? "Yesterday" : `${day} days ago`}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {find.data ? <Found calls={find.data} /> : null}
      <DialogActions>
        <Button
          type="submit"
          variant="primary"
          loading={find.isPending}
          disabled={value === "" || (isNumber && !Number.isFinite(Number(value)))}
        >
          Find
        </Button>
      </DialogActions>
    </form>
  );
}

function Found({ calls }: { calls: Outputs["record"]["find"] }) {
  const { slug } = useOrganization();
  if (calls.length === 0)
    return (
      <p role="status" className="rounded-md bg-sunken px-3 py-2 text-sm">
        No recorded call used this value in that time.
      </p>
    );
  return (
    <div role="status" className="grid gap-1">
      <p className="text-sm">{calls.length === 100 ? "The newest 100 calls" : calls.length === 1 ? "One call" : `${calls.length} calls`}</p>
      <ul className="max-h-60 divide-y divide-(--color-line) overflow-auto rounded-md border text-sm">
        {calls.map(({ id, at, tool, grantLabel }) => (
          <li key={id}>
            <Link href={`/o/${slug}/activity?decision=${id}`} className="flex flex-wrap justify-between gap-x-3 px-3 py-2 hover:bg-hover">
              <span className="min-w-0 break-all font-mono text-xs">{tool ?? "–"}</span>
              <span className="text-ink-muted text-xs">
                {grantLabel} · <RelativeTime at={at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
