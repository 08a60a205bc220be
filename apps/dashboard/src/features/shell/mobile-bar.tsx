"use client";

import { Menu, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Wordmark } from "../../ui/brand.tsx";
import { Button } from "../../ui/button.tsx";
import { overlayClasses } from "../../ui/dialog.tsx";
import { Navigation } from "./navigation.tsx";
import { useOrganization } from "./organization-context.tsx";
import { SearchButton } from "./search-button.tsx";

/** The bar on narrow screens, with the navigation in a drawer. */
export function MobileBar({ switcher, foot }: { switcher: ReactNode; foot: ReactNode }) {
  const { name } = useOrganization();
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center justify-between border-b bg-page px-3 md:hidden">
      <Wordmark />
      <span className="min-w-0 flex-1 truncate px-3 text-ink-muted text-sm">{name}</span>
      <SearchButton compact />
      <Dialog.Root open={open} onOpenChange={setOpen}>
        <Dialog.Trigger asChild>
          <Button variant="ghost" size="icon" aria-label="Open navigation">
            <Menu aria-hidden />
          </Button>
        </Dialog.Trigger>
        <Dialog.Portal>
          <Dialog.Overlay className={overlayClasses} />
          <Dialog.Content
            aria-describedby={undefined}
            className="fixed inset-y-0 left-0 z-50 flex w-[min(18rem,85vw)] animate-slide-in flex-col gap-4 border-r bg-page p-3 outline-none"
          >
            <Dialog.Title className="sr-only">Navigation</Dialog.Title>
            <div className="flex items-center gap-1">
              <div className="min-w-0 flex-1">{switcher}</div>
              <Dialog.Close asChild>
                <Button variant="ghost" size="icon" aria-label="Close navigation">
                  <X aria-hidden />
                </Button>
              </Dialog.Close>
            </div>
            <div className="flex-1 overflow-y-auto">
              <Navigation onNavigate={() => setOpen(false)} />
            </div>
            {foot}
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </header>
  );
}
