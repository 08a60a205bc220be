import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

const badgeVariants = cva("inline-flex items-center gap-1 whitespace-nowrap rounded-sm px-1.5 py-px font-medium text-xs [&_svg]:size-3", {
  variants: {
    tone: {
      neutral: "bg-hover text-ink-muted",
      accent: "bg-accent-soft text-accent-ink",
      ok: "bg-ok-soft text-ok",
      deny: "bg-deny-soft text-deny",
      warn: "bg-warn-soft text-warn",
      hide: "bg-hide-soft text-hide",
      outline: "border border-line text-ink-muted",
    },
  },
  defaultVariants: { tone: "neutral" },
});

export type BadgeTone = NonNullable<VariantProps<typeof badgeVariants>["tone"]>;

/** A short word about a state. The word carries the meaning, the colour repeats it. */
export function Badge({ tone, className, ...props }: ComponentProps<"span"> & { tone?: BadgeTone }) {
  return <span className={cn(badgeVariants({ tone }), className)} {...props} />;
}
