"use client";

import { useEffect, useRef, useState } from "react";
import { cn } from "../../ui/class-names.ts";
import { leftWords } from "./words.ts";

const soonMs = 120_000;

/** How long there is still time, to the second; says once when it is over. */
export function Countdown({ until, onOver, className }: { until: Date; onOver?: () => void; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const isOver = () => Date.now() >= until.getTime();
    if (isOver()) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (!isOver()) return;
      clearInterval(timer);
      over.current?.();
    }, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  const left = until.getTime() - now;
  return (
    // Server and browser read their clocks at different moments.
    <time
      dateTime={until.toISOString()}
      title={until.toLocaleString("en")}
      className={cn("whitespace-nowrap tabular-nums", left < soonMs && "font-medium text-warn", className)}
      suppressHydrationWarning
    >
      {left <= 0 ? "time is up" : leftWords(left)}
    </time>
  );
}
