"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "../../../ui/class-names.ts";
import { pointerOf } from "../json-pointer.ts";
import { useBuilder } from "./builder-context.tsx";
import type { Place } from "./model/edit.ts";

export interface OpenItemProps {
  pointerParts: Place;
  title: string;
  note?: string;
  open: boolean;
  onToggle: () => void;
  children: ReactNode;
}

/** A sentence that opens into the form behind it. The rule that decided the simulated call is marked. */
export function OpenItem({ pointerParts, title, note, open, onToggle, children }: OpenItemProps) {
  const { decidedBy } = useBuilder();
  const id = useId();
  const isDecisive = decidedBy === pointerOf(...pointerParts);
  return (
    <li className={cn("rounded-md border bg-surface", isDecisive && "border-accent ring-2 ring-accent/40")}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
        className="flex w-full items-start gap-2 rounded-md px-2.5 py-2 text-left text-sm hover:bg-hover"
      >
        <ChevronRight className={cn("mt-0.5 size-4 shrink-0 text-ink-muted transition-transform", open && "rotate-90")} aria-hidden />
        <span className="min-w-0 break-words">
          {title}
          {isDecisive ? (
            <span className="ml-1.5 rounded bg-accent-soft px-1 text-accent-ink text-xs">decided the simulated call</span>
          ) : null}
          {note ? <span className="block text-ink-muted text-xs">{note}</span> : null}
        </span>
      </button>
      <div id={id} hidden={!open} className="grid gap-3 border-t p-2.5">
        {open ? children : null}
      </div>
    </li>
  );
}
