import Link from "next/link";
import { Wordmark } from "../../ui/brand.tsx";
import { Button } from "../../ui/button.tsx";
import type { Theme } from "../../ui/theme.ts";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { publicPages } from "../catalogue/public/public-pages.ts";
import { Audience } from "./audience.tsx";
import { GateFigure } from "./gate-figure.tsx";
import { HowItWorks } from "./how-it-works.tsx";
import { Promises } from "./promises.tsx";

/** What the product is, for whom, and how it works; the only page that is written for strangers. */
export function Landing({ signedIn, theme }: { signedIn: boolean; theme: Theme }) {
  return (
    <>
      <header className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-4 sm:px-6">
        <Wordmark />
        <nav
          aria-label="Public pages"
          className="order-last -mx-1.5 flex w-full flex-wrap text-ink-muted text-sm sm:order-none sm:mx-0 sm:mr-auto sm:w-auto [&>a:hover]:text-ink [&>a]:whitespace-nowrap [&>a]:rounded-md [&>a]:px-1.5 [&>a]:py-1.5 sm:[&>a]:px-2.5"
        >
          <PublicLinks />
        </nav>
        <nav aria-label="Start" className="flex items-center gap-1.5">
          <ThemeToggle initial={theme} />
          {signedIn ? (
            <Button asChild variant="primary">
              <Link href="/o">Open dashboard</Link>
            </Button>
          ) : (
            <Button asChild variant="ghost">
              <Link href="/sign-in">Sign in</Link>
            </Button>
          )}
        </nav>
      </header>
      <main className="mx-auto max-w-6xl px-4 sm:px-6">
        <section className="pt-12 pb-10 sm:pt-20 sm:pb-14">
          <h1 className="max-w-3xl font-semibold text-[2.125rem] leading-[1.08] tracking-[-0.03em] sm:text-[3.375rem]">
            Agents get tools. You keep the gate.
          </h1>
          <p className="mt-5 max-w-2xl text-ink-muted text-lg leading-7">
            Portcullis stands between AI agents and the MCP servers they use. A policy you can read decides every single call, limits hold
            across the whole fleet, and what was asked is on record, also when the answer was no.
          </p>
          <div className="mt-7 flex flex-wrap items-center gap-x-5 gap-y-3">
            <Button asChild variant="primary" size="lg">
              <Link href={signedIn ? "/o" : "/sign-up"}>{signedIn ? "Open dashboard" : "Create account"}</Link>
            </Button>
            <a href="#how" className="rounded-sm font-medium text-[0.9375rem] text-accent-ink underline-offset-4 hover:underline">
              See how it works
            </a>
          </div>
        </section>
        <GateFigure />
        <HowItWorks />
        <Audience />
        <Promises />
        <Closing signedIn={signedIn} />
      </main>
      <footer className="border-t">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-3 px-4 py-6 text-ink-muted text-sm sm:px-6">
          <Wordmark className="text-sm" />
          <p className="sm:mr-auto">Open source under Apache-2.0. Runs on your own machines.</p>
          <nav aria-label="Site" className="flex flex-wrap gap-x-5 gap-y-1 [&>a:hover]:underline [&>a]:underline-offset-4">
            <PublicLinks />
          </nav>
        </div>
      </footer>
    </>
  );
}

/** The pages that anybody may read. */
function PublicLinks() {
  return publicPages.map(([label, href]) => (
    <Link key={href} href={href}>
      {label}
    </Link>
  ));
}

function Closing({ signedIn }: { signedIn: boolean }) {
  return (
    <section className="mb-20 grid justify-items-start gap-4 border-t pt-12">
      <h2 className="max-w-2xl font-semibold text-2xl tracking-tight sm:text-3xl">
        From an empty account to the first governed call in about five minutes.
      </h2>
      <p className="max-w-xl text-ink-muted">Nothing to install on anybody's laptop: agents change one URL and carry one token.</p>
      <Button asChild variant="primary" size="lg">
        <Link href={signedIn ? "/o" : "/sign-up"}>{signedIn ? "Open dashboard" : "Create account"}</Link>
      </Button>
    </section>
  );
}
