import type { TrendPoint } from "@portcullis/control-plane";

export type Series = { key: string; read: (point: TrendPoint) => number | null; colour: string };
export type Chart = { title: string; kind: "bar" | "line"; series: readonly Series[]; total: (points: readonly TrendPoint[]) => string };

const sum = (points: readonly TrendPoint[], read: (point: TrendPoint) => number): number =>
  points.reduce((all, point) => all + read(point), 0);
const counted = (count: number): string => count.toLocaleString("en");

export const callsChart: Chart = {
  title: "Calls",
  kind: "bar",
  series: [
    { key: "Allowed", read: ({ calls, refused }) => calls - refused, colour: "var(--accent)" },
    { key: "Denied", read: ({ refused }) => refused, colour: "var(--deny-fill)" },
  ],
  total: (points) => counted(sum(points, ({ calls }) => calls)),
};

export const refusalsChart: Chart = {
  title: "Refusals",
  kind: "bar",
  series: [
    { key: "By a rule", read: ({ refused, limited }) => refused - limited, colour: "var(--deny-fill)" },
    { key: "By a limit", read: ({ limited }) => limited, colour: "var(--warn)" },
  ],
  total: (points) => {
    const [calls, refused] = [sum(points, (point) => point.calls), sum(points, (point) => point.refused)];
    return `${counted(refused)}${calls > 0 ? ` (${shareOf(refused, calls)})` : ""}`;
  },
};

export const latencyChart: Chart = {
  title: "Time to answer",
  kind: "line",
  series: [
    { key: "95 of 100 within", read: ({ p95 }) => p95, colour: "var(--warn)" },
    { key: "Half within", read: ({ median }) => median, colour: "var(--accent)" },
  ],
  total: (points) => {
    const known = points.flatMap(({ p95, calls }) => (p95 === null ? [] : [{ p95, calls }]));
    const worst = known.reduce((most, { p95 }) => Math.max(most, p95), 0);
    return known.length === 0 ? "–" : `p95 up to ${worst < 1_000 ? `${Math.round(worst)} ms` : `${(worst / 1_000).toFixed(1)} s`}`;
  },
};

export const watchedChart: Chart = {
  title: "Not enforced",
  kind: "bar",
  series: [
    { key: "Observed only", read: ({ observed }) => observed, colour: "var(--warn)" },
    { key: "Shadow disagrees", read: ({ disagreed }) => disagreed, colour: "var(--hide)" },
  ],
  total: (points) => counted(sum(points, ({ observed, disagreed }) => observed + disagreed)),
};

/** A share as people read it; something is never nothing. */
export function shareOf(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  if (part > 0 && percent < 0.1) return "under 0.1%";
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)}%`;
}

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

/** When a point begins: the hour in short spans, the day in long ones. */
export const pointTime = (at: Date, pointSeconds: number): string => (pointSeconds >= 10_800 ? day.format(at) : clock.format(at));

export const exactTime = (at: Date, pointSeconds: number): string =>
  `${pointSeconds >= 1_800 ? `${day.format(at)}, ` : ""}${clock.format(at)}`;
