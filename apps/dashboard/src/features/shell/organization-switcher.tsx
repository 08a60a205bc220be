"use client";

import { ChevronsUpDown } from "lucide-react";
import { MenuOnDemand } from "./menu-on-demand.tsx";
import { useOrganization } from "./organization-context.tsx";

export interface OrganizationChoice {
  slug: string;
  name: string;
}

export function OrganizationSwitcher({ organizations }: { organizations: OrganizationChoice[] }) {
  const current = useOrganization();
  return (
    <MenuOnDemand
      load={() => import("./organization-menu.tsx")}
      menu={{ organizations }}
      button={
        <button
          type="button"
          className="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-hover"
        >
          <Initial name={current.name} />
          <span className="min-w-0 flex-1 truncate font-semibold text-sm">
            <span className="sr-only">Organization: </span>
            {current.name}
          </span>
          <ChevronsUpDown className="size-4 shrink-0 text-ink-muted" aria-hidden />
        </button>
      }
    />
  );
}

/** The square with an organization's first letter. */
export function Initial({ name }: { name: string }) {
  return (
    <span
      className="grid size-6 shrink-0 place-items-center rounded-sm bg-accent font-semibold text-accent-on text-xs uppercase"
      aria-hidden
    >
      {[...name][0]}
    </span>
  );
}
