import type { ReactNode } from "react";
import type { Theme } from "../../ui/theme.ts";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { MobileBar } from "./mobile-bar.tsx";
import { Navigation } from "./navigation.tsx";
import { type OrganizationChoice, OrganizationSwitcher } from "./organization-switcher.tsx";
import { SearchButton } from "./search-button.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { type SignedInUser, UserMenu } from "./user-menu.tsx";

export interface ShellProps {
  organizations: OrganizationChoice[];
  user: SignedInUser;
  theme: Theme;
  children: ReactNode;
}

/** The frame of an organization's pages: a sidebar on wide screens, a bar with a drawer on narrow ones. */
export function Shell({ organizations, user, theme, children }: ShellProps) {
  const foot = (
    <div className="flex items-center gap-1 border-t pt-2">
      <UserMenu {...user} />
      <ThemeToggle initial={theme} />
    </div>
  );
  return (
    <Shortcuts>
      <div className="md:grid md:min-h-dvh md:grid-cols-[15rem_minmax(0,1fr)]">
        <a
          href="#content"
          className="-translate-y-16 fixed top-2 left-2 z-50 rounded-md bg-accent px-3 py-2 text-accent-on focus:translate-y-0"
        >
          Skip to the content
        </a>
        <aside className="sticky top-0 hidden h-dvh flex-col gap-4 border-r bg-sunken/50 p-3 md:flex">
          <OrganizationSwitcher organizations={organizations} />
          <SearchButton />
          <div className="flex-1 overflow-y-auto">
            <Navigation />
          </div>
          {foot}
        </aside>
        <MobileBar switcher={<OrganizationSwitcher organizations={organizations} />} foot={foot} />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-6 outline-none sm:px-6 md:px-8 md:py-8">
          {children}
        </main>
      </div>
    </Shortcuts>
  );
}
