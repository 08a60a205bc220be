"use client";

import { useEffect, useState } from "react";
import { rememberTheme, type Theme, themeEvent } from "./theme.ts";

/** The theme of this page and the way to change it; every place that shows it follows. `initial` is what the server drew. */
export function useTheme(initial: Theme): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(initial);
  useEffect(() => {
    const follow = (event: Event) => setTheme((event as CustomEvent<Theme>).detail);
    addEventListener(themeEvent, follow);
    return () => removeEventListener(themeEvent, follow);
  }, []);
  return [theme, rememberTheme];
}
