import type { RecordedEvent } from "../recorded-event.ts";
import { cefLine } from "./cef.ts";
import { csvHead, csvRow } from "./csv-row.ts";
import { jsonLine } from "./json-line.ts";
import { ocsfLine } from "./ocsf.ts";

export const formatNames = ["jsonl", "csv", "ocsf", "cef"] as const;
export type ExportFormat = (typeof formatNames)[number];

type Format = {
  extension: string;
  contentType: string;
  /** What the file begins with. */
  head: string;
  /** One event as text that ends its line. */
  line: (event: RecordedEvent) => string;
};

/** The formats in which the record leaves: one line per event in each. */
export const exportFormats: Readonly<Record<ExportFormat, Format>> = {
  jsonl: { extension: "jsonl", contentType: "application/jsonl; charset=utf-8", head: "", line: jsonLine },
  csv: { extension: "csv", contentType: "text/csv; charset=utf-8", head: csvHead, line: csvRow },
  ocsf: { extension: "ocsf.jsonl", contentType: "application/jsonl; charset=utf-8", head: "", line: ocsfLine },
  cef: { extension: "cef", contentType: "text/plain; charset=utf-8", head: "", line: cefLine },
};
