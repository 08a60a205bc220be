"use client";

import { Search } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { useOpenPalette } from "./shortcuts.tsx";
import { shellWords } from "./words.ts";

/** Opens the palette: a field-like button in the sidebar, an icon in the bar of narrow screens. */
export function SearchButton({ compact = false }: { compact?: boolean }) {
  const open = useOpenPalette();
  if (compact)
    return (
      <Button variant="ghost" size="icon" onClick={open} aria-label={shellWords.searchLong}>
        <Search aria-hidden />
      </Button>
    );
  return (
    <button
      type="button"
      onClick={open}
      className="flex h-8 w-full items-center gap-2 rounded-md border bg-surface px-2.5 text-ink-muted text-sm transition-colors hover:bg-hover"
    >
      <Search className="size-4 shrink-0" aria-hidden />
      <span className="flex-1 text-left">{shellWords.search}</span>
      <span aria-hidden>
        <Kbd>Ctrl K</Kbd>
      </span>
    </button>
  );
}
