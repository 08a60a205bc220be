import { useCallback, useMemo, useState } from "react";
import type { ApprovalDetail } from "../approval.ts";

type Shown = NonNullable<ApprovalDetail["call"]["shown"]>;

/** Rows of one section that are drawn at once; the rest is folded like a long value. */
export const rowsMax = 80;

/** What of the call is still folded; an approval is for what was opened. */
export interface Unfolded {
  isOpen: (key: string) => boolean;
  open: (key: string) => void;
  openAll: () => void;
  /** How many folded values and stretches were not opened yet. */
  left: number;
}

/** Keys of values are their section and pointer, that of a section's further rows its title. */
export const valueKey = (section: string, pointer: string): string => `${section}${pointer}`;

export function useUnfolded(shown: Shown | null): Unfolded {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const folded = useMemo(() => (shown === null ? [] : foldedKeys(shown)), [shown]);
  const open = useCallback((key: string) => setOpened((now) => new Set(now).add(key)), []);
  const openAll = useCallback(() => setOpened(new Set(folded)), [folded]);
  return { isOpen: (key) => opened.has(key), open, openAll, left: folded.filter((key) => !opened.has(key)).length };
}

function foldedKeys({ sections }: Shown): string[] {
  return sections.flatMap(({ title, rows }) => [
    ...rows.filter(({ sha256 }) => sha256 !== null).map(({ pointer }) => valueKey(title, pointer)),
    ...(rows.length > rowsMax ? [title] : []),
  ]);
}
