import type { TrendPoint } from "@portcullis/control-plane";
import { exactTime, type Series } from "./charts.ts";

interface ChartTipProps {
  active?: boolean;
  payload?: readonly { payload?: unknown }[];
  series: readonly Series[];
  number: (value: number) => string;
  pointSeconds: number;
}

/** The numbers of one point, beside the pointer. */
export function ChartTip({ active, payload, series, number, pointSeconds }: ChartTipProps) {
  const point = payload?.[0]?.payload as TrendPoint | undefined;
  if (!active || !point) return null;
  return (
    <div className="rounded-md border bg-raised px-2.5 py-1.5 text-xs shadow-raised">
      <p className="mb-0.5 text-ink-muted">{exactTime(point.at, pointSeconds)}</p>
      {series.map(({ key, read, colour }) => {
        const value = read(point);
        return (
          <p key={key} className="flex items-center gap-1.5">
            <span className="size-2 rounded-xs" style={{ background: colour }} aria-hidden />
            {key}
            <span className="ml-auto pl-3 tabular-nums">{value === null ? "–" : number(value)}</span>
          </p>
        );
      })}
    </div>
  );
}
