"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef } from "react";
import { Button } from "./button.tsx";
import { cn } from "./class-names.ts";
import { type DialogProps, overlayClasses, panelClasses } from "./dialog.tsx";

export const { Close } = Radix;

/** The dialog itself, once it is fetched. */
export function Modal({
  trigger,
  open,
  onOpenChange,
  defaultOpen,
  title,
  description,
  children,
  className,
}: DialogProps & { defaultOpen?: boolean }) {
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
    <Radix.Root open={open} onOpenChange={onOpenChange} defaultOpen={defaultOpen}>
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
