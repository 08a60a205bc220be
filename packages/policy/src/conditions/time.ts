export type TimeMember = "hour" | "minute" | "weekday" | "date";

/** Reads the wall clock of a zone from epoch milliseconds: hour, minute, weekday (1–7 from Monday) or date (YYYY-MM-DD). */
export function clockIn(timezone: string): (now: number, member: TimeMember) => number | string {
  if (timezone === "UTC") return (now, member) => readMember(new Date(now), member);
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (now, member) => {
    const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    // The zone's wall clock, read as if it were UTC.
    return readMember(new Date(Date.UTC(year, month - 1, day, hour, minute)), member);
  };
}

const readMember = (moment: Date, member: TimeMember): number | string => {
  switch (member) {
    case "hour":
      return moment.getUTCHours();
    case "minute":
      return moment.getUTCMinutes();
    case "weekday":
      return ((moment.getUTCDay() + 6) % 7) + 1;
    case "date":
      return moment.toISOString().slice(0, 10);
  }
};
