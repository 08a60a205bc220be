"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useId } from "react";
import { cn } from "./class-names.ts";
import { type Theme, themes } from "./theme.ts";
import { useTheme } from "./use-theme.ts";

const looks = {
  system: { icon: Monitor, label: "As the system" },
  light: { icon: Sun, label: "Light" },
  dark: { icon: Moon, label: "Dark" },
};

/** System, light or dark, as three radio buttons that look like one switch. */
export function ThemeChoice({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useTheme(initial);
  const name = useId();
  return (
    <fieldset className="inline-flex flex-wrap rounded-md border bg-sunken p-0.5">
      <legend className="sr-only">Theme</legend>
      {themes.map((choice) => {
        const { icon: Icon, label } = looks[choice];
        return (
          <label
            key={choice}
            className={cn(
              "flex cursor-pointer items-center gap-1.5 rounded-sm px-3 py-1.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent",
              theme === choice ? "bg-surface font-medium shadow-card" : "text-ink-muted hover:text-ink",
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={theme === choice}
              onChange={() => setTheme(choice)}
              className="sr-only"
            />
            <Icon className="size-4" aria-hidden />
            {label}
          </label>
        );
      })}
    </fieldset>
  );
}
