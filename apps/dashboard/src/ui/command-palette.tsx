"use client";

import { Command } from "cmdk";
import type { LucideIcon } from "lucide-react";
import { Dialog } from "radix-ui";
import { overlayClasses } from "./dialog.tsx";
import { Kbd } from "./kbd.tsx";

export interface PaletteItem {
  /** Unique among all. */
  id: string;
  label: string;
  icon: LucideIcon;
  /** What tells it from others of the same name. */
  detail?: string;
  /** More words that find it. */
  words?: string[];
  keys?: string[];
  run: () => void;
}

export interface PaletteGroup {
  heading: string;
  items: PaletteItem[];
}

export interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  groups: PaletteGroup[];
  loading?: boolean;
}

/** Everything there is, one field away: type, choose with the arrows, Enter. Knows no item itself. */
export function CommandPalette({ open, onOpenChange, groups, loading = false }: CommandPaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClasses} />
        <Dialog.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[10vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-xl border bg-raised shadow-raised"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Command label="Search and commands" loop>
            <Command.Input
              placeholder="Search pages, servers, policies, grants and actions…"
              className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-ink-muted"
            />
            <Command.List className="max-h-[min(26rem,60vh)] overflow-y-auto p-1.5" aria-busy={loading}>
              <Command.Empty className="px-3 py-6 text-center text-ink-muted text-sm">
                {loading ? "Looking…" : "Nothing of that name."}
              </Command.Empty>
              {groups.map(({ heading, items }) =>
                items.length === 0 ? null : (
                  <Command.Group
                    key={heading}
                    heading={heading}
                    className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:py-1.5 **:[[cmdk-group-heading]]:text-ink-muted **:[[cmdk-group-heading]]:text-xs"
                  >
                    {items.map((item) => (
                      <Row key={item.id} item={item} onDone={() => onOpenChange(false)} />
                    ))}
                  </Command.Group>
                ),
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Row({ item, onDone }: { item: PaletteItem; onDone: () => void }) {
  const { id, label, icon: Icon, detail, words = [], keys, run } = item;
  return (
    <Command.Item
      value={id}
      keywords={[label, ...(detail ? [detail] : []), ...words]}
      onSelect={() => {
        onDone();
        run();
      }}
      className="flex cursor-pointer select-none items-center gap-2.5 rounded-md px-2.5 py-2 text-sm data-[selected=true]:bg-hover"
    >
      <Icon className="size-4 shrink-0 text-ink-muted" aria-hidden />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {detail ? <span className="max-w-[45%] truncate text-ink-muted text-xs">{detail}</span> : null}
      {keys ? (
        <span className="hidden sm:block" aria-hidden>
          <Kbd>{keys.join(" ")}</Kbd>
        </span>
      ) : null}
    </Command.Item>
  );
}
