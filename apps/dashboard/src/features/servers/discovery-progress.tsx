"use client";

import { useEffect, useState } from "react";

/** The server answers once, at the end, so these follow the clock: what usually goes on after so many seconds. */
const stages = [
  { afterSeconds: 0, text: "Connecting…" },
  { afterSeconds: 1, text: "Listing tools…" },
  { afterSeconds: 6, text: "Still listing tools. Servers with many of them take a while…" },
  { afterSeconds: 15, text: "The server is slow to answer; waiting up to half a minute…" },
];

export function DiscoveryProgress({ active }: { active: boolean }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!active) return;
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, [active]);
  const stage = stages.findLast(({ afterSeconds }) => seconds >= afterSeconds);
  return (
    <p role="status" className="min-w-0 text-ink-muted text-sm">
      {active ? stage?.text : ""}
    </p>
  );
}
