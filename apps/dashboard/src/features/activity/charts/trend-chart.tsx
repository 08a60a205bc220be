"use client";

import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Outputs } from "../../../trpc/outputs.ts";
import { durationInWords } from "../words.ts";
import { ChartTip } from "./chart-tip.tsx";
import { type Chart, pointTime } from "./charts.ts";

type Trends = Outputs["decision"]["trends"];

/** One chart of the log over time. The picture is for the eye; what it says is in its name, and the numbers are in the log. */
export default function TrendChart({ chart, trends, height = 128 }: { chart: Chart; trends: Trends; height?: number }) {
  const axis = { stroke: "var(--line)", tick: { fill: "var(--ink-muted)", fontSize: 11 }, tickLine: false, axisLine: false } as const;
  const shared = { data: trends.points, margin: { top: 4, right: 4, bottom: 0, left: 0 }, accessibilityLayer: false } as const;
  const number = (value: number) => (chart.kind === "line" ? durationInWords(value) : value.toLocaleString("en"));
  const x = (
    <XAxis
      {...axis}
      dataKey="at"
      tickFormatter={(at: Date) => pointTime(at, trends.pointSeconds)}
      minTickGap={48}
      interval="preserveStartEnd"
    />
  );
  const y = <YAxis {...axis} width={44} allowDecimals={false} tickFormatter={number} domain={[0, "auto"]} />;
  const grid = <CartesianGrid vertical={false} stroke="var(--line)" strokeDasharray="2 4" />;
  const tip = (
    <Tooltip
      cursor={{ fill: "var(--hover)", stroke: "var(--line)" }}
      isAnimationActive={false}
      content={(shown) => <ChartTip {...shown} series={chart.series} number={number} pointSeconds={trends.pointSeconds} />}
    />
  );
  return (
    <ResponsiveContainer width="100%" height={height}>
      {chart.kind === "bar" ? (
        <BarChart {...shared} barCategoryGap={1}>
          {grid}
          {x}
          {y}
          {tip}
          {chart.series.map(({ key, read, colour }) => (
            <Bar key={key} dataKey={read} name={key} stackId="all" fill={colour} isAnimationActive={false} />
          ))}
        </BarChart>
      ) : (
        <LineChart {...shared}>
          {grid}
          {x}
          {y}
          {tip}
          {chart.series.map(({ key, read, colour }) => (
            <Line
              key={key}
              dataKey={read}
              name={key}
              stroke={colour}
              strokeWidth={1.5}
              dot={{ r: 1.5, strokeWidth: 0, fill: colour }}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      )}
    </ResponsiveContainer>
  );
}
