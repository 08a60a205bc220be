export type KeyStroke = { kind: "palette" } | { kind: "sheet" } | { kind: "g" } | { kind: "place"; letter: string };

type KeyEvent = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented" | "repeat"> & { target: unknown };

/**
 * What a key means, or null when it is not ours: somebody types, a dialog is open, or another handler has taken it.
 * @param afterG whether `g` was pressed a moment ago
 * @param lettersOn whether single letters are shortcuts at all (WCAG 2.1.4: a person can turn them off)
 */
export function keyStroke(event: KeyEvent, { afterG, lettersOn }: { afterG: boolean; lettersOn: boolean }): KeyStroke | null {
  if (event.defaultPrevented || event.repeat) return null;
  const key = event.key.toLowerCase();
  if ((event.metaKey || event.ctrlKey) && !event.altKey) return key === "k" ? { kind: "palette" } : null;
  if (!lettersOn || event.altKey || isBusy(event.target)) return null;
  if (afterG && /^[a-z]$/.test(key) && key !== "g") return { kind: "place", letter: key };
  if (key === "g") return afterG ? { kind: "place", letter: "g" } : { kind: "g" };
  return event.key === "?" ? { kind: "sheet" } : null;
}

/** Typing, or inside of a dialog or menu, which have keys of their own. */
function isBusy(target: unknown): boolean {
  const element = target as { isContentEditable?: boolean; closest?: (selector: string) => unknown } | null;
  if (!element?.closest) return false;
  return (
    element.isContentEditable === true ||
    Boolean(element.closest("input, textarea, select, [role=dialog], [role=alertdialog], [role=menu], [role=grid]"))
  );
}
