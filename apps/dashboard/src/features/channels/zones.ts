/** The zone of this browser. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** What there is to choose from, `chosen` among it; the database has the last word. */
export const zones = (chosen: string): string[] => [...new Set(["UTC", chosen, ...Intl.supportedValuesOf("timeZone")])].sort();
