import { eventObject } from "../export/formats/json-line.ts";
import { product } from "../export/product.ts";
import type { RecordedEvent } from "../export/recorded-event.ts";

/**
 * Events as an ExportLogsServiceRequest in OTLP's JSON (opentelemetry-proto 1.x, logs/v1): 64-bit integers as text, ids as hex. One resource,
 * one scope; what an event says is in attributes under `portcullis.`.
 */
export function otlpLogs(events: readonly RecordedEvent[], observedAt: Date) {
  const resource = {
    attributes: attributesOf({
      "service.name": "portcullis",
      "service.version": product.version,
      "portcullis.organization_id": events[0]?.organization_id,
    }),
  };
  const logRecords = events.map((event) => logRecordOf(event, observedAt));
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "portcullis.record", version: product.version }, logRecords }] }] };
}

function logRecordOf(event: RecordedEvent, observedAt: Date) {
  const { time, organization_id: _, trace_id: traceId, ...rest } = eventObject(event) as Record<string, unknown> & { time: Date };
  const denied = event.effect === "deny";
  return {
    timeUnixNano: nanoseconds(time),
    observedTimeUnixNano: nanoseconds(observedAt),
    // INFO and WARN of the data model's table.
    severityNumber: denied ? 13 : 9,
    severityText: denied ? "WARN" : "INFO",
    eventName: `portcullis.${event.type}`,
    body: { stringValue: sentenceOf(event) },
    attributes: attributesOf(Object.fromEntries(Object.entries(rest).map(([name, value]) => [`portcullis.${name}`, value]))),
    ...(typeof traceId === "string" && /^[0-9a-f]{32}$/.test(traceId) ? { traceId } : {}),
  };
}

function sentenceOf(event: RecordedEvent): string {
  if (event.type === "change") return `${event.actor_name ?? ""}: ${event.action ?? ""} ${event.target_name ?? event.target_id ?? ""}`;
  const what = [event.method, event.tool].filter(Boolean).join(" ");
  return event.type === "call" ? `${event.effect === "deny" ? "Denied" : "Allowed"}: ${what}` : `Ended (${event.outcome ?? ""}): ${what}`;
}

const nanoseconds = (at: Date) => `${at.getTime()}000000`;

const attributesOf = (values: Record<string, unknown>) =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined || value === null ? [] : [{ key, value: anyValue(value) }]));

function anyValue(value: unknown): object {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return { arrayValue: { values: value.map(anyValue) } };
  return { stringValue: typeof value === "string" ? value : JSON.stringify(value) };
}
