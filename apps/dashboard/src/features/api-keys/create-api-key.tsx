"use client";

import type { Scope } from "@portcullis/control-plane";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { describeError, issueAt } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { DialogActions, DialogClose } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useFocusInvalid } from "../../ui/focus-invalid.ts";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { expiryOf, expiryPresets } from "../grants/expiry.ts";
import { ScopeChoice } from "./scope-choice.tsx";

/** A form, then the key, once. */
export function CreateApiKey({ onDone }: { onDone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>(["servers:read", "policies:read", "grants:read"]);
  const [expiry, setExpiry] = useState("90");
  // The answer holds the key, so it must not stay in the mutation cache.
  const create = useMutation({
    ...trpc.apiKey.create.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.apiKey.list.queryFilter()) }),
    gcTime: 0,
  });
  useFocusInvalid(form, create.error);
  if (create.data) return <KeyOnce name={create.data.apiKey.name} text={create.data.key} onDone={onDone} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, scopes: [...chosen], expiresAt: expiryOf(expiry, new Date()) });
  };
  const [atName, atScopes] = [issueAt(create.error, "/name"), issueAt(create.error, "/scopes")];
  return (
    <form ref={form} method="post" className="grid gap-4" onSubmit={submit} noValidate>
      {create.error && !atName && !atScopes ? <Callout tone="error" title={describeError(create.error).message} /> : null}
      <Field label="Name" error={atName} hint="The audit log calls what the key does by it.">
        <Input value={name} autoComplete="off" required maxLength={100} onChange={(event) => setName(event.target.value)} />
      </Field>
      <ScopeChoice chosen={chosen} onChange={setChosen} error={atScopes} />
      <Field label="Ends">
        <Select value={expiry} onChange={(event) => setExpiry(event.target.value)}>
          {expiryPresets.map(({ id, label }) => (
            <option key={id} value={id}>
              {id === "never" ? label : `In ${label}`}
            </option>
          ))}
        </Select>
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={create.isPending}>
          Create API key
        </Button>
      </DialogActions>
    </form>
  );
}

function KeyOnce({ name, text, onDone }: { name: string; text: string; onDone: () => void }) {
  return (
    <div className="grid gap-3">
      <p className="flex items-start gap-2 text-ink-muted text-sm">
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
        <span className="min-w-0 break-words">
          Copy the key {name} now. Only a hash is kept, so nobody can show it again. If it is lost, create another one and revoke this.
        </span>
      </p>
      <section aria-label="API key" className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 break-all rounded-md border bg-sunken px-3 py-2 font-mono text-xs">{text}</code>
        <CopyButton text={text} label="Copy API key" showLabel variant="primary" size="md" />
      </section>
      <DialogActions>
        <Button onClick={onDone}>Done</Button>
      </DialogActions>
    </div>
  );
}
