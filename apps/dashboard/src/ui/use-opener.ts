"use client";

import { type ButtonHTMLAttributes, cloneElement, type ReactElement, useEffect, useState } from "react";
import type { onDemand } from "./on-demand.ts";

type Opening = {
  trigger?: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
};

/** What stands in a dialog's place until it is fetched: its button, or nothing where the caller says when it opens. */
export function useOpener<Part>(parts: ReturnType<typeof onDemand<Part>>, { trigger, open, onOpenChange }: Opening) {
  const [isFetched, setFetched] = useState(false);
  const fetchIt = () =>
    parts.fetched().then(
      () => setFetched(true),
      () => undefined,
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: fetched once, when it is first to be open
  useEffect(() => {
    if (open) void fetchIt();
  }, [open]);
  const press = () => void fetchIt().then(() => onOpenChange?.(true));
  const button =
    trigger === undefined
      ? null
      : cloneElement(trigger, {
          "aria-haspopup": "dialog",
          "aria-expanded": false,
          onPointerEnter: parts.reach,
          onFocus: parts.reach,
          onClick: press,
        });
  return { isFetched, button };
}
