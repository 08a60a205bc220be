import type { Outputs } from "../../trpc/outputs.ts";

export type LimitUse = Outputs["limit"]["list"][number];
type Limit = Pick<LimitUse, "counter" | "scope" | "window" | "rolling" | "timezone" | "unit" | "max">;

/** A limit in words: what it counts, over which time, and who shares it. */
export function limitWords({ counter, scope, window, rolling, timezone, unit, max }: Limit): { title: string; detail: string } {
  const what = unit === "calls" ? `${max} ${max === "1" ? "call" : "calls"}` : `${max} in all`;
  const title = `${what} ${typeof window === "number" ? `in ${seconds(window)}` : `per ${window}`}`;
  const span = rolling ? "any span of that length" : `by the ${timezone} calendar`;
  return { title, detail: `Counter "${counter}", ${span}, ${shared[scope]}` };
}

/** How exact the limit is, as its kind of window makes it. */
export function worstCaseWords({ rolling, worstCase, window }: Pick<LimitUse, "rolling" | "worstCase" | "window">): string {
  if (rolling) return "Exact: never more in any span of that length.";
  return `At worst ${worstCase} across the edge of two ${typeof window === "number" ? "windows" : `${window}s`}.`;
}

/** Where a limit counts, as the end of a sentence. */
export function placeWords({ scope, serverName, grantLabel }: Pick<LimitUse, "scope" | "serverName" | "grantLabel">): string {
  if (scope === "organization") return "on all servers";
  return scope === "grant" ? `of ${grantLabel} on ${serverName}` : `on ${serverName}`;
}

const shared: Record<Limit["scope"], string> = {
  grant: "for this grant alone",
  server: "shared by all grants on the server",
  organization: "shared by the whole organization",
};

function seconds(count: number): string {
  for (const [size, noun] of [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ] as const)
    if (count % size === 0) return count === size ? `one ${noun}` : `${count / size} ${noun}s`;
  return `${count} second${count === 1 ? "" : "s"}`;
}

/** Percent used, for a bar: a limit of nothing is always full. */
export function shareOf({ used, max }: Pick<LimitUse, "used" | "max">): number {
  const most = Number(max);
  return most === 0 ? 100 : Math.min(100, Math.round((Number(used) / most) * 100));
}
