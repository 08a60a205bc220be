"use client";

import { Ellipsis, KeyRound, Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Dropdown, DropdownItem, DropdownSeparator } from "../../ui/dropdown.tsx";

interface Props {
  name: string;
  badge: ReactNode;
  /** What it is, where it goes; empty ones are left out. */
  facts: readonly string[];
  test: {
    run: () => void;
    isPending: boolean;
    data: { ok: boolean; sentence: string; durationMs: number } | undefined;
    error: unknown;
  };
  /** Beside the test. */
  buttons?: ReactNode;
  /** Items of the menu, between editing and deleting. */
  menu?: ReactNode;
  form: (onDone: () => void) => ReactNode;
  /** Left out: nothing is signed. */
  onRotate?: () => Promise<void>;
  removal: { label: string; description: string; run: () => Promise<unknown> };
  /** Below the head. */
  children?: ReactNode;
}

/** A place to which this installation sends: what it is, a test that really sends, and what can be done to it. */
export function TargetRow({ name, badge, facts, test, buttons, menu, form, onRotate, removal, children }: Props) {
  const [open, setOpen] = useState<"edit" | "delete" | "rotate" | null>(null);
  const opens = (what: "edit" | "delete" | "rotate") => ({
    open: open === what,
    onOpenChange: (next: boolean) => setOpen(next ? what : null),
  });
  return (
    <li className="grid gap-3 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span className="break-words">{name}</span> {badge}
          </p>
          <p className="break-words text-ink-muted text-xs">{facts.filter(Boolean).join(" · ")}</p>
        </div>
        <div className="flex items-center gap-2">
          <Button size="sm" loading={test.isPending} onClick={test.run} aria-label={`Send test to ${name}`}>
            Send test
          </Button>
          {buttons}
          <Dropdown
            trigger={
              <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
                <Ellipsis aria-hidden />
              </Button>
            }
          >
            <DropdownItem onSelect={() => setOpen("edit")}>
              <Pencil aria-hidden />
              Edit
            </DropdownItem>
            {menu}
            {onRotate ? (
              <DropdownItem onSelect={() => setOpen("rotate")}>
                <KeyRound aria-hidden />
                Rotate signing secret
              </DropdownItem>
            ) : null}
            <DropdownSeparator />
            <DropdownItem tone="danger" onSelect={() => setOpen("delete")}>
              <Trash2 aria-hidden />
              Delete
            </DropdownItem>
          </Dropdown>
        </div>
      </div>
      {children}
      {test.data ? <Callout tone={test.data.ok ? "ok" : "error"} title={`${test.data.sentence} (${test.data.durationMs} ms)`} /> : null}
      {test.error ? <Callout tone="error" title={describeError(test.error).message} /> : null}
      <Dialog {...opens("edit")} title={`Edit ${name}`}>
        {form(() => setOpen(null))}
      </Dialog>
      {onRotate ? (
        <ConfirmDialog
          {...opens("rotate")}
          title={`Rotate the signing secret of ${name}?`}
          description="For 24 hours deliveries carry signatures of both secrets, so that the receiver can be changed meanwhile."
          confirmLabel="Rotate secret"
          tone="primary"
          onConfirm={onRotate}
        />
      ) : null}
      <ConfirmDialog
        {...opens("delete")}
        title={`Delete ${name}?`}
        description={removal.description}
        confirmLabel={removal.label}
        onConfirm={removal.run}
      />
    </li>
  );
}
