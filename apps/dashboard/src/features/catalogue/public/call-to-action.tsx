"use client";

import type { Text } from "@portcullis/catalogue";
import { Button } from "../../../ui/button.tsx";
import { Words } from "./words.tsx";

export interface CallToActionProps {
  heading: string;
  text: Text;
  /** The first of the two ways on. */
  href: string;
  label: string;
  /** Of the box in the page's grid. */
  className?: string;
}

/** The way on at a page's end. A component of the browser so that the page carries its words once beside the HTML. */
export function CallToAction({ heading, text, href, label, className = "" }: CallToActionProps) {
  return (
    <section className={`grid justify-items-start gap-3 rounded-xl border bg-surface p-6 sm:p-8 ${className}`}>
      <h2 className="font-semibold text-xl tracking-tight">{heading}</h2>
      <p className="max-w-2xl text-ink-muted">
        <Words text={text} />
      </p>
      <div className="mt-2 flex flex-wrap gap-3">
        <Button asChild variant="primary">
          <a href={href}>{label}</a>
        </Button>
        <Button asChild>
          <a href="/contact">Get in touch</a>
        </Button>
      </div>
    </section>
  );
}
