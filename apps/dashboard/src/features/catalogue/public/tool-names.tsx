"use client";

import { shown } from "@portcullis/catalogue";
import { toolHref } from "./paths.ts";

/**
 * Tools by name, in columns. A component of the browser only so that the page carries each name once beside the HTML, not each element
 * again; there is nothing in it that needs a script.
 */
export function ToolNames({ slug, names }: { slug: string; names: readonly string[] }) {
  return (
    <ul className="columns-1 gap-x-8 sm:columns-2 lg:columns-3 [&_a:hover]:underline [&_a]:wrap-anywhere [&_a]:font-mono [&_a]:text-xs [&_a]:leading-6">
      {names.map((name) => (
        <li key={name}>
          <a href={toolHref(slug, name)}>{shown(name, 120)}</a>
        </li>
      ))}
    </ul>
  );
}
