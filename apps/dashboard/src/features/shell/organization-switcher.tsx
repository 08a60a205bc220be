"use client";

import { Check, ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { Dropdown, DropdownItem, DropdownLabel, DropdownSeparator } from "../../ui/dropdown.tsx";
import { useOrganization } from "./organization-context.tsx";

export interface OrganizationChoice {
  slug: string;
  name: string;
}

export function OrganizationSwitcher({ organizations }: { organizations: OrganizationChoice[] }) {
  const current = useOrganization();
  return (
    <Dropdown
      align="start"
      className="w-60"
      trigger={
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
    >
      <DropdownLabel>Your organizations</DropdownLabel>
      {organizations.map(({ slug, name }) => (
        <DropdownItem key={slug} asChild>
          <Link href={`/o/${slug}`}>
            <Initial name={name} />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            {slug === current.slug ? <Check aria-label="current" /> : null}
          </Link>
        </DropdownItem>
      ))}
      <DropdownSeparator />
      <DropdownItem asChild>
        <Link href="/o/new">
          <Plus aria-hidden />
          New organization
        </Link>
      </DropdownItem>
    </Dropdown>
  );
}

function Initial({ name }: { name: string }) {
  return (
    <span
      className="grid size-6 shrink-0 place-items-center rounded-sm bg-accent font-semibold text-accent-on text-xs uppercase"
      aria-hidden
    >
      {[...name][0]}
    </span>
  );
}
