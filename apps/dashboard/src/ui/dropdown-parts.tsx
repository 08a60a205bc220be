"use client";

import { DropdownMenu as Radix } from "radix-ui";
import { cn } from "./class-names.ts";
import type { DropdownProps } from "./dropdown.tsx";

export const { Item, Label, Separator } = Radix;

/** The menu behind its button, once it is fetched. */
export function Menu({ trigger, children, align = "end", className, defaultOpen }: DropdownProps & { defaultOpen?: boolean }) {
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn("z-50 min-w-48 max-w-[calc(100vw-1rem)] animate-rise rounded-lg border bg-raised p-1 shadow-raised", className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
