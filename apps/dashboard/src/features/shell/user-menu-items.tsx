"use client";

import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { leaveOnPurpose } from "../../trpc/client.tsx";
import { Dropdown, DropdownItem, type DropdownProps, DropdownSeparator } from "../../ui/dropdown.tsx";
import { useOrganization } from "./organization-context.tsx";
import type { SignedInUser } from "./user-menu.tsx";

export default function UserMenuItems({ name, email, trigger }: SignedInUser & { trigger: DropdownProps["trigger"] }) {
  const { slug } = useOrganization();
  return (
    <Dropdown align="start" defaultOpen trigger={trigger}>
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
      <DropdownItem onSelect={() => void leave()}>
        <LogOut aria-hidden />
        Sign out
      </DropdownItem>
    </Dropdown>
  );
}

async function leave() {
  leaveOnPurpose();
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/" });
}
