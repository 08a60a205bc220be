"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";
import { cn } from "./class-names.ts";

export interface DialogProps {
  /** The button that opens it; leave out when `open` is controlled. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A modal dialog: focus stays inside, Escape and the X close it, focus returns to where it was. Close from inside with DialogClose. */
export function Dialog({ trigger, open, onOpenChange, title, description, children, className }: DialogProps) {
  const before = useRef<Element | null>(null);
  // Without a trigger of its own Radix would leave the focus nowhere.
  const restore = trigger
    ? {}
    : {
        onOpenAutoFocus: () => {
          before.current = document.activeElement;
        },
        onCloseAutoFocus: (event: Event) => {
          if (!(before.current instanceof HTMLElement) || !before.current.isConnected) return;
          event.preventDefault();
          before.current.focus({ preventScroll: true });
        },
      };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className={overlayClasses} />
        <Radix.Content className={cn(panelClasses, className)} {...restore} {...(description ? {} : { "aria-describedby": undefined })}>
          <div className="mb-4 pr-8">
            <Radix.Title className="font-semibold text-base">{title}</Radix.Title>
            {description ? <Radix.Description className="mt-1 text-ink-muted text-sm">{description}</Radix.Description> : null}
          </div>
          {children}
          <Radix.Close asChild>
            <Button variant="ghost" size="icon-sm" className="absolute top-3 right-3" aria-label="Close">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const DialogClose = Radix.Close;

/** The row of buttons at the foot; the primary one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}

export const overlayClasses = "fixed inset-0 z-40 animate-fade bg-black/45";
export const panelClasses =
  "-translate-x-1/2 fixed top-[8vh] left-1/2 z-50 max-h-[84vh] w-[calc(100vw-2rem)] max-w-lg overflow-y-auto rounded-xl border bg-raised p-5 shadow-raised";
