import type { ExportFormat, StreamKind } from "@portcullis/control-plane";

/** Every word of the page. */
export const formats: Record<ExportFormat, { label: string; hint: string }> = {
  jsonl: { label: "JSON Lines", hint: "One JSON object a line, every field. For scripts and data warehouses." },
  csv: { label: "CSV", hint: "One row a record, for spreadsheets. Formulas in names are made harmless." },
  ocsf: { label: "OCSF 1.6.0", hint: "Open Cybersecurity Schema: calls as API Activity, changes as Entity Management." },
  cef: { label: "CEF", hint: "Common Event Format, for ArcSight, QRadar and others. Long fields are cut at its lengths." },
};
export const formatOrder = ["jsonl", "csv", "ocsf", "cef"] as const satisfies readonly ExportFormat[];

export const recordKinds = [
  { value: "all", label: "Calls and changes" },
  { value: "calls", label: "Calls" },
  { value: "changes", label: "Changes" },
] as const;

export const streamKinds: Record<StreamKind, { label: string; placeholder: string; hint: string }> = {
  webhook: {
    label: "Signed webhook",
    placeholder: "https://siem.example.com/portcullis",
    hint: "Gets JSON by POST, signed. Public addresses over https; a private one takes an entry of the operator.",
  },
  otlp: {
    label: "OpenTelemetry logs (OTLP)",
    placeholder: "https://collector.example.com:443",
    hint: "A collector's address for OTLP over HTTP with JSON. /v1/logs is added where there is no path.",
  },
};

export const words = {
  title: "Exports & streams",
  lead: "Take the record of what happened elsewhere: as a file now, or continuously.",
  export: {
    title: "Export the record",
    lead: "Calls with their outcomes, and changes. Oldest first.",
    counting: "Counting …",
    nothing: "There is nothing in this span.",
    tooMany: (max: number) => `This span holds more than ${max.toLocaleString("en")} records.`,
    tooManyAdvice: "Choose a shorter span and export piece by piece, or set up a stream that begins at the beginning.",
    recent: "Recent exports",
    none: "No export yet. The last ones are listed here, with who took them.",
    states: { running: "Running", done: "Done", stopped: "Stopped", failed: "Failed" },
  },
  streams: {
    title: "Streams",
    lead: "Every record goes out in order, at least once, within seconds.",
    emptyTitle: "No stream yet",
    empty: "Send the record to your SIEM or your OpenTelemetry collector. It starts where you say, and catches up by itself.",
    add: "Add stream",
    addLead: "Its URL and headers are stored sealed and not shown again.",
    healthy: "Up to date",
    behind: "Catching up",
    failing: "Failing",
    paused: "Paused",
  },
  verify: {
    title: "Check what you receive",
    lead: "Deliveries of a webhook are signed by Standard Webhooks: HMAC-SHA-256 over id, timestamp and body. Refuse what is older than 5 minutes, and drop events whose event_id you have: one may come twice.",
  },
} as const;

export const records = (count: number): string => `${count.toLocaleString("en")} ${count === 1 ? "record" : "records"}`;

/** "42 seconds", "3 hours": how long a receiver is behind. */
export function lagInWords(seconds: number): string {
  const [value, unit] =
    seconds < 90
      ? [seconds, "second"]
      : seconds < 5_400
        ? [seconds / 60, "minute"]
        : seconds < 129_600
          ? [seconds / 3_600, "hour"]
          : [seconds / 86_400, "day"];
  const count = Math.max(1, Math.round(value as number));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
