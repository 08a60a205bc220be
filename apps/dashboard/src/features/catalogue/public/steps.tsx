"use client";

import type { Text } from "@portcullis/catalogue";
import { Words } from "./words.tsx";

/** What to do, in order. */
export function Steps({ steps }: { steps: readonly { title: string; text: Text }[] }) {
  return (
    <ol className="grid max-w-2xl list-decimal gap-2.5 pl-5 marker:font-mono marker:text-accent-ink marker:text-sm [&_b]:font-semibold [&>li]:pl-1.5 [&>li]:leading-6">
      {steps.map(({ title, text }) => (
        <li key={title}>
          <b>{title}</b> <Words text={text} />
        </li>
      ))}
    </ol>
  );
}
