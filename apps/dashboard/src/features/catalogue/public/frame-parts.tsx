"use client";

import { Wordmark } from "../../../ui/brand.tsx";
import { Button } from "../../../ui/button.tsx";
import type { Theme } from "../../../ui/theme.ts";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import { publicPages } from "./public-pages.ts";

// Components of the browser so that a page carries their names once beside the HTML, not each of their elements again.

/** The way around, above every public page. `path` marks the page in it. */
export function FrameHeader({ path, theme }: { path: string; theme: Theme }) {
  return (
    <header className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-4 sm:px-6">
      <a href="/" aria-label="Portcullis, to the start page" className="flex rounded-sm">
        <Wordmark />
      </a>
      <nav
        aria-label="Public pages"
        className="order-last -mx-1.5 flex w-full flex-wrap text-ink-muted text-sm sm:order-none sm:mx-0 sm:mr-auto sm:w-auto [&>a:hover]:text-ink [&>a]:whitespace-nowrap [&>a]:rounded-md [&>a]:px-1.5 [&>a]:py-1.5 sm:[&>a]:px-2.5 [&>a[aria-current]]:font-medium [&>a[aria-current]]:text-ink"
      >
        {publicPages.map(([label, href]) => (
          <a key={href} href={href} aria-current={path === href || path.startsWith(`${href}/`) ? "page" : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div className="flex items-center gap-1.5">
        <ThemeToggle initial={theme} />
        <Button asChild variant="ghost">
          <a href="/sign-in">Sign in</a>
        </Button>
      </div>
    </header>
  );
}

/** The way on, below every public page. */
export function FrameFooter({ path }: { path: string }) {
  return (
    <footer className="border-t">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-6 text-ink-muted text-sm sm:px-6">
        <p>Portcullis. Open source under Apache-2.0.</p>
        <nav aria-label="Site" className="flex flex-wrap gap-x-5 gap-y-1 [&>a:hover]:underline [&>a]:underline-offset-4">
          {publicPages.map(([label, href]) => (
            <a key={href} href={href}>
              {label}
            </a>
          ))}
          <a href={`${path}.md`}>This page as Markdown</a>
        </nav>
      </div>
    </footer>
  );
}
