"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";

/** A menu of actions behind a button. Items are DropdownItem; a link goes in as `<DropdownItem asChild><Link …/></DropdownItem>`. */
export function Dropdown({
  trigger,
  children,
  align = "end",
  className,
  defaultOpen,
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
  defaultOpen?: boolean;
}) {
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

export function DropdownItem({ className, tone, ...props }: ComponentProps<typeof Radix.Item> & { tone?: "danger" }) {
  return (
    <Radix.Item
      className={cn(
        "flex cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none data-disabled:cursor-not-allowed data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:text-ink-muted",
        tone === "danger" && "text-deny data-highlighted:bg-deny-soft [&_svg]:text-deny",
        className,
      )}
      {...props}
    />
  );
}

export function DropdownLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 py-1.5 text-ink-muted text-xs">{children}</Radix.Label>;
}

export function DropdownSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
