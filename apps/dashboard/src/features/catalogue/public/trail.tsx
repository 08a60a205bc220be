import { Fragment } from "react";

export type TrailStep = readonly [label: string, href?: string];

/** Where the page is: the pages above it, and its own name last. */
export function Trail({ steps }: { steps: readonly TrailStep[] }) {
  return (
    <nav aria-label="Breadcrumb" className="wrap-anywhere max-w-full text-ink-muted text-sm [&>a:hover]:underline">
      {steps.map(([label, href], index) => (
        <Fragment key={label}>
          {index > 0 ? (
            <span aria-hidden className="mx-1.5">
              /
            </span>
          ) : null}
          {href ? <a href={href}>{label}</a> : <span aria-current="page">{label}</span>}
        </Fragment>
      ))}
    </nav>
  );
}
