"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { Button } from "./button.tsx";
import { parseTheme, type Theme, themes } from "./theme.ts";
import { useTheme } from "./use-theme.ts";

const looks = {
  system: { icon: Monitor, label: "Theme: as the system" },
  light: { icon: Sun, label: "Theme: light" },
  dark: { icon: Moon, label: "Theme: dark" },
};

/** Steps through system, light and dark. `initial` is what the server drew. */
export function ThemeToggle({ initial, className }: { initial: Theme; className?: string }) {
  const [theme, setTheme] = useTheme(initial);
  const { icon: Icon, label } = looks[theme];
  const step = () => {
    const next = parseTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
    setTheme(next);
  };
  return (
    <Button variant="ghost" size="icon" className={className} onClick={step} aria-label={label} title={label}>
      <Icon aria-hidden />
    </Button>
  );
}
