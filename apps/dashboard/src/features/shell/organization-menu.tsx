"use client";

import { Check, Plus } from "lucide-react";
import Link from "next/link";
import { Dropdown, DropdownItem, DropdownLabel, type DropdownProps, DropdownSeparator } from "../../ui/dropdown.tsx";
import { useOrganization } from "./organization-context.tsx";
import { Initial, type OrganizationChoice } from "./organization-switcher.tsx";

export default function OrganizationMenu({
  organizations,
  trigger,
}: {
  organizations: OrganizationChoice[];
  trigger: DropdownProps["trigger"];
}) {
  const current = useOrganization();
  return (
    <Dropdown align="start" className="w-60" defaultOpen trigger={trigger}>
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
