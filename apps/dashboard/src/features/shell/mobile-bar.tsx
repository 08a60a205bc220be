"use client";

import { Menu } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactNode, useRef, useState } from "react";
import { Wordmark } from "../../ui/brand.tsx";
import { Button } from "../../ui/button.tsx";
import { ApprovalsLink } from "../approvals/approval-count.tsx";
import { useOrganization } from "./organization-context.tsx";
import { SearchButton } from "./search-button.tsx";

// Comes when it is first opened: wide screens never need it.
const MobileDrawer = dynamic(() => import("./mobile-drawer.tsx"), { ssr: false });

/** The bar on narrow screens, with the navigation in a drawer. */
export function MobileBar({ switcher, foot }: { switcher: ReactNode; foot: ReactNode }) {
  const { name } = useOrganization();
  const [drawer, setDrawer] = useState<"unused" | "open" | "closed">("unused");
  const opener = useRef<HTMLButtonElement>(null);
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center justify-between border-b bg-page px-3 md:hidden">
      <Wordmark />
      <span className="min-w-0 flex-1 truncate px-3 text-ink-muted text-sm">{name}</span>
      <ApprovalsLink />
      <SearchButton compact />
      <Button
        ref={opener}
        variant="ghost"
        size="icon"
        aria-label="Open navigation"
        aria-haspopup="dialog"
        aria-expanded={drawer === "open"}
        onClick={() => setDrawer("open")}
      >
        <Menu aria-hidden />
      </Button>
      {drawer === "unused" ? null : (
        <MobileDrawer
          open={drawer === "open"}
          onOpenChange={(open) => setDrawer(open ? "open" : "closed")}
          onClosed={() => opener.current?.focus()}
          switcher={switcher}
          foot={foot}
        />
      )}
    </header>
  );
}
