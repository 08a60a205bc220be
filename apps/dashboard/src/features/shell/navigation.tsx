"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "../../ui/class-names.ts";
import { ApprovalCount } from "../approvals/approval-count.tsx";
import { ReviewCount } from "../pins/review-count.tsx";
import { useOrganization } from "./organization-context.tsx";
import { administration, type Section, sections } from "./sections.ts";

/** The links of the sidebar; `onNavigate` lets the drawer close itself. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { slug, may } = useOrganization();
  const groups = [sections, administration].map((group) => group.filter(({ needs }) => needs === undefined || may(needs)));
  return (
    <nav aria-label="Organization" className="grid gap-5">
      {groups.map((group) => (
        <ul key={group[0]?.label} className="grid gap-0.5">
          {group.map((section) => (
            <NavigationLink
              key={section.label}
              label={section.label}
              icon={section.icon}
              href={`/o/${slug}${section.path}`}
              exact={section.path === ""}
              onClick={onNavigate}
            >
              {section.path === "/approvals" ? <ApprovalCount /> : null}
              {section.path === "/servers" ? <ReviewCount /> : null}
            </NavigationLink>
          ))}
        </ul>
      ))}
    </nav>
  );
}

type LinkProps = { href: string; exact: boolean; label: string; icon: Section["icon"]; onClick?: () => void; children?: ReactNode };

function NavigationLink({ href, exact, label, icon: Icon, onClick, children }: LinkProps) {
  const pathname = usePathname();
  const current = pathname === href || (!exact && pathname.startsWith(`${href}/`));
  return (
    <li>
      <Link
        href={href}
        onClick={onClick}
        aria-current={current ? "page" : undefined}
        className={cn(
          "flex items-center gap-2.5 rounded-md px-2.5 py-2 font-medium text-ink-muted text-sm transition-colors hover:bg-hover hover:text-ink sm:py-1.5",
          current && "bg-hover text-ink",
        )}
      >
        <Icon className={cn("size-4 shrink-0", current && "text-accent-ink")} aria-hidden />
        {label}
        {children}
      </Link>
    </li>
  );
}
