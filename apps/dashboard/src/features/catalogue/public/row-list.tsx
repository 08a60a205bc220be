"use client";

import type { Category } from "@portcullis/catalogue";
import { CategoryMark } from "./looks.tsx";

export interface RowListProps {
  kind: "servers" | "tools";
  rows: readonly { href: string; name: string; text?: string; words: string; category?: Category }[];
}

/** Servers or tools in a list. A component of the browser only so that the page carries the rows once beside the HTML, as words. */
export function RowList({ kind, rows }: RowListProps) {
  return (
    <ul className={classes[kind]}>
      {rows.map(({ href, name, text, words, category }) => (
        <li key={href}>
          <div>
            <a href={href}>{name}</a>
            {text ? <p>{text}</p> : null}
          </div>
          {category ? (
            <div>
              <CategoryMark category={category} />
              <p>{words}</p>
            </div>
          ) : (
            <span>{words}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

const classes = {
  servers:
    "divide-y border-y [&>li]:grid [&>li]:gap-x-8 [&>li]:gap-y-1 [&>li]:py-3.5 sm:[&>li]:grid-cols-[minmax(0,1fr)_15rem] [&_a:hover]:underline [&_a]:font-semibold [&_p]:wrap-anywhere [&_p]:text-ink-muted [&_p]:text-sm [&_span]:text-sm [&_span]:tabular-nums sm:[&_span]:text-right",
  tools:
    "divide-y border-y [&>li]:grid [&>li]:gap-x-8 [&>li]:gap-y-1 [&>li]:py-3 sm:[&>li]:grid-cols-[minmax(0,1fr)_11rem] [&_a:hover]:underline [&_a]:wrap-anywhere [&_a]:font-mono [&_a]:font-medium [&_a]:text-sm [&_p]:wrap-anywhere [&_p]:text-ink-muted [&_p]:text-sm sm:[&>li>div+div]:text-right",
};
