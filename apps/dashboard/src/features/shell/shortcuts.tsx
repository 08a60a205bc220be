"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { keyStroke } from "./key-stroke.ts";
import { useOrganization } from "./organization-context.tsx";
import { administration, sections } from "./sections.ts";
import { ShortcutSheet, shortcutsAreOn } from "./shortcut-sheet.tsx";

// Comes when it is first opened: the search box weighs more than the frame around it.
const Palette = dynamic(() => import("./palette.tsx"), { ssr: false });

const PaletteContext = createContext<() => void>(() => undefined);
/** Opens the palette. */
export const useOpenPalette = () => useContext(PaletteContext);

const sequenceMs = 1_500;

/** The keys of an organization's pages, and what they open. */
export function Shortcuts({ children }: { children: ReactNode }) {
  const { slug, may } = useOrganization();
  const router = useRouter();
  const [palette, setPalette] = useState<"unused" | "open" | "closed">("unused");
  const [sheet, setSheet] = useState(false);
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
      else if (stroke.kind === "sheet") setSheet(true);
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
          onShortcuts={() => setSheet(true)}
        />
      )}
      <ShortcutSheet open={sheet} onOpenChange={setSheet} />
    </PaletteContext>
  );
}
