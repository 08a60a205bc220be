"use client";

import type { DropdownMenu as Radix } from "radix-ui";
import {
  type ButtonHTMLAttributes,
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useState,
} from "react";
import { cn } from "./class-names.ts";
import { onDemand } from "./on-demand.ts";

const parts = onDemand(() => import("./dropdown-parts.tsx"));

/** Fetches what draws a menu, for a menu that is itself fetched. */
export const fetchMenu = parts.fetched;

export interface DropdownProps {
  trigger: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
}

/**
 * A menu of actions behind a button. Items are DropdownItem; a link goes in as `<DropdownItem asChild><Link …/></DropdownItem>`. Until
 * somebody reaches for it there is the button alone.
 */
export function Dropdown({ defaultOpen = false, ...props }: DropdownProps & { defaultOpen?: boolean }) {
  const [isFetched, setFetched] = useState(() => defaultOpen && parts.isFetched());
  const open = () =>
    void parts.fetched().then(
      () => setFetched(true),
      () => undefined,
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for a menu that comes open
  useEffect(() => {
    if (defaultOpen && !isFetched) open();
  }, []);
  if (isFetched) {
    const { Menu } = parts.now();
    return <Menu {...props} defaultOpen />;
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  };
  return cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: parts.reach,
    onFocus: parts.reach,
    onClick: open,
    onKeyDown,
  });
}

export function DropdownItem({ className, tone, ...props }: ComponentProps<typeof Radix.Item> & { tone?: "danger" }) {
  const { Item } = parts.now();
  return (
    <Item
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
  const { Label } = parts.now();
  return <Label className="px-2 py-1.5 text-ink-muted text-xs">{children}</Label>;
}

export function DropdownSeparator() {
  const { Separator } = parts.now();
  return <Separator className="-mx-1 my-1 h-px bg-line" />;
}
