"use client";

import { AlertDialog as Radix } from "radix-ui";
import { type FormEvent, useState } from "react";
import { Button } from "./button.tsx";
import { Callout } from "./callout.tsx";
import type { ConfirmDialogProps } from "./confirm-dialog.tsx";
import { DialogActions, overlayClasses, panelClasses } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

/** The question itself, once it is fetched: from then on it is open until it is answered. */
export function Question(props: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(true);
  const open = props.open ?? ownOpen;
  const setOpen = (next: boolean) => {
    setOwnOpen(next);
    props.onOpenChange?.(next);
  };
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      {props.trigger ? <Radix.Trigger asChild>{props.trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className={overlayClasses} />
        <Radix.Content className={panelClasses}>
          <Radix.Title className="font-semibold text-base">{props.title}</Radix.Title>
          <Radix.Description asChild>
            <div className="mt-1.5 text-ink-muted text-sm">{props.description}</div>
          </Radix.Description>
          <ConfirmForm {...props} onDone={() => setOpen(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function ConfirmForm({ confirmLabel, confirmText, tone = "danger", onConfirm, onDone }: ConfirmDialogProps & { onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({ busy: false, problem: null });
  const allowed = confirmText === undefined || typed.trim() === confirmText;

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    if (!allowed) return;
    setState({ busy: true, problem: null });
    try {
      await onConfirm();
      onDone();
    } catch (error) {
      setState({ busy: false, problem: error instanceof Error ? error.message : "It did not work. Try again." });
    }
  };

  return (
    <form method="post" className="mt-4 grid gap-3" onSubmit={(event) => void confirm(event)}>
      {confirmText === undefined ? null : (
        <Field
          label={
            <>
              Type <code className="rounded-sm bg-sunken px-1 font-mono">{confirmText}</code> to confirm
            </>
          }
        >
          <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} mono />
        </Field>
      )}
      {state.problem ? <Callout tone="error" title={state.problem} /> : null}
      <DialogActions>
        <Radix.Cancel asChild>
          <Button>Cancel</Button>
        </Radix.Cancel>
        <Button type="submit" variant={tone} loading={state.busy} disabled={!allowed}>
          {confirmLabel}
        </Button>
      </DialogActions>
    </form>
  );
}
