import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** A switch that this browser remembers. While the page comes from the server it is at `fallback`. */
export function usePreference(name: string, fallback: boolean): [boolean, (value: boolean) => void] {
  const key = `portcullis.${name}`;
  const value = useSyncExternalStore(
    subscribe,
    () => read(key) ?? fallback,
    () => fallback,
  );
  const set = useCallback(
    (next: boolean) => {
      try {
        localStorage.setItem(key, next ? "1" : "0");
      } catch {
        // A browser that keeps nothing: the switch works until the page is left.
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [value, set];
}

function read(key: string): boolean | null {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? null : stored === "1";
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
