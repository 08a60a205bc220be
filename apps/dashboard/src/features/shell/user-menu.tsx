"use client";

import { Button } from "../../ui/button.tsx";
import { MenuOnDemand } from "./menu-on-demand.tsx";

export interface SignedInUser {
  name: string;
  email: string;
}

export function UserMenu({ name, email }: SignedInUser) {
  return (
    <MenuOnDemand
      load={() => import("./user-menu-items.tsx")}
      menu={{ name, email }}
      button={
        <Button variant="ghost" className="min-w-0 flex-1 justify-start px-1.5">
          <span
            className="grid size-6 shrink-0 place-items-center rounded-full border bg-surface font-semibold text-xs uppercase"
            aria-hidden
          >
            {[...name][0]}
          </span>
          <span className="relative min-w-0 truncate">
            <span className="sr-only">Account of </span>
            {name}
          </span>
        </Button>
      }
    />
  );
}
