"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { keyStroke } from "./key-stroke.ts";
import { useOrganization } from "./organization-context.tsx";
import { administration, sections } from "./sections.ts";
import { shortcutsAreOn } from "./shortcut-letters.ts";

// Both come when they are first opened: they weigh more than the frame around them.
const Palette = dynamic(() => import("./palette.tsx"), { ssr: false });
const ShortcutSheet = dynamic(() => import("./shortcut-sheet.tsx"), { ssr: false });

const PaletteContext = createContext<() => void>(() => undefined);
/** Opens the palette. */
export const useOpenPalette = () => useContext(PaletteContext);

const sequenceMs = 1_500;

/** The keys of an organization's pages, and what they open. */
export function Shortcuts({ children }: { children: ReactNode }) {
  const { slug, may } = useOrganization();
  const router = useRouter();
  const [palette, setPalette] = useState<"unused" | "open" | "closed">("unused");
  const [sheet, setSheet] = useState<"unused" | "open" | "closed">("unused");
  const lastG = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const places = new Map(
      [...sections, ...administration].filter(({ needs }) => needs === undefined || may(needs)).map(({ letter, path }) => [letter, path]),
    );
    const onKey = (event: KeyboardEvent) => {
      const after = event.timeStamp - lastG.current < sequenceMs;
      const stroke = keyStroke(event, { afterG: after, lettersOn: shortcutsAreOn() });
      if (stroke === null) return;
      lastG.current = stroke.kind === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (stroke.kind === "palette") setPalette((now) => (now === "open" ? "closed" : "open"));
      else if (stroke.kind === "sheet") setSheet("open");
      else if (stroke.kind === "place") {
        const path = places.get(stroke.letter);
        if (path === undefined) return;
        router.push(`/o/${slug}${path}`);
      } else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });

  return (
    <PaletteContext value={() => setPalette("open")}>
      {children}
      {palette === "unused" ? null : (
        <Palette
          open={palette === "open"}
          onOpenChange={(open) => setPalette(open ? "open" : "closed")}
          onShortcuts={() => setSheet("open")}
        />
      )}
      {sheet === "unused" ? null : <ShortcutSheet open={sheet === "open"} onOpenChange={(open) => setSheet(open ? "open" : "closed")} />}
    </PaletteContext>
  );
}
