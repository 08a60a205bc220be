import { type RefObject, useEffect } from "react";

type Keys = {
  enabled: boolean;
  search: RefObject<HTMLInputElement | null>;
  /** Ids of the rows, from the top. */
  ids: readonly string[];
  opened: string | null;
  onOpen: (id: string) => void;
};

/** j and k go through the rows, also while one is open; Enter is the row's own; / goes to the search field, Escape out of it. */
export function useLogKeys({ enabled, search, ids, opened, onOpen }: Keys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && event.target === search.current) return search.current?.blur();
      if (!enabled || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "/" && opened === null) {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
      }
      if (event.key !== "j" && event.key !== "k") return;
      const focused = document.activeElement?.closest("tr")?.querySelector<HTMLElement>("[data-decision]")?.dataset.decision;
      const at = ids.indexOf(opened ?? focused ?? "");
      const next = ids[event.key === "j" ? at + 1 : Math.max(0, at - 1)];
      if (next === undefined) return;
      event.preventDefault();
      if (opened !== null) onOpen(next);
      else document.querySelector<HTMLElement>(`[data-decision="${next}"]`)?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [enabled, search, ids, opened, onOpen]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
