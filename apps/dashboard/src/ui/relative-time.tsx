"use client";

import { useEffect, useState } from "react";

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "3 minutes ago", kept current; the exact time as its title. */
export function RelativeTime({ at, className }: { at: Date; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return (
    // Server and browser read their clocks at different moments, so the words may differ at hydration.
    <time dateTime={at.toISOString()} title={at.toLocaleString("en")} className={className} suppressHydrationWarning>
      {relative(at, now)}
    </time>
  );
}

function relative(at: Date, nowMs: number): string {
  const seconds = Math.round((at.getTime() - nowMs) / 1000);
  for (const [unit, size] of units) if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  return seconds > 5 ? "in a moment" : "just now";
}
