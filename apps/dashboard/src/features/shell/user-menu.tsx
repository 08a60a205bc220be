"use client";

import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { leaveOnPurpose } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Dropdown, DropdownItem, DropdownSeparator } from "../../ui/dropdown.tsx";
import { useOrganization } from "./organization-context.tsx";

export interface SignedInUser {
  name: string;
  email: string;
}

export function UserMenu({ name, email }: SignedInUser) {
  const { slug } = useOrganization();
  return (
    <Dropdown
      align="start"
      trigger={
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
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium text-sm">{name}</p>
        <p className="truncate text-ink-muted text-xs">{email}</p>
      </div>
      <DropdownSeparator />
      <DropdownItem asChild>
        <Link href={`/o/${slug}/profile`}>
          <UserRound aria-hidden />
          Profile
        </Link>
      </DropdownItem>
      <DropdownItem onSelect={leave}>
        <LogOut aria-hidden />
        Sign out
      </DropdownItem>
    </Dropdown>
  );
}

function leave() {
  leaveOnPurpose();
  void signOut({ callbackUrl: "/" });
}
