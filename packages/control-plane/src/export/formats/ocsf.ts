import { product } from "../product.ts";
import type { RecordedEvent } from "../recorded-event.ts";
import { eventObject, plainJson } from "./json-line.ts";
import { apiActivity } from "./ocsf-call.ts";
import { entityManagement } from "./ocsf-change.ts";

/** The one version of the schema that events are written in. `export/testing/ocsf-1.6.0.json` holds the part of it that tests judge by. */
export const ocsfVersion = "1.6.0";

/** An event as one line of OCSF JSON: calls are API Activity (6003), changes Entity Management (3004). */
export const ocsfLine = (event: RecordedEvent): string => `${plainJson(ocsfEvent(event))}\n`;

/** An event as an object of OCSF; what the schema has no place for is in `unmapped`. */
export function ocsfEvent(event: RecordedEvent): Record<string, unknown> {
  const { mapped, ...body } = event.type === "change" ? entityManagement(event) : apiActivity(event);
  const unmapped = Object.fromEntries(
    Object.entries(eventObject(event)).filter(([column]) => !everywhere.has(column) && !mapped.has(column)),
  );
  return pruned({
    ...body,
    type_uid: body.class_uid * 100 + body.activity_id,
    type_name: `${body.class_name}: ${body.activity_name}`,
    time: event.time.getTime(),
    metadata: {
      version: ocsfVersion,
      product: { name: product.name, vendor_name: product.vendor, version: product.version },
      uid: event.event_id,
      tenant_uid: event.organization_id,
      sequence: event.sequence ?? undefined,
      event_code: event.type === "change" ? event.action : `${event.type}.${event.effect}`,
      log_name: "record",
      profiles: body.profiles,
    },
    profiles: undefined,
    unmapped: Object.keys(unmapped).length > 0 ? { ...unmapped, record_type: event.type } : { record_type: event.type },
  });
}

const everywhere = new Set(["event_id", "type", "sequence", "time", "organization_id"]);

/** Without members that have no value: the schema knows no null. */
function pruned(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => {
      if (value === undefined || value === null || value === "") return [];
      if (name === "unmapped" || name === "data" || Array.isArray(value) || typeof value !== "object") return [[name, value]];
      const inner = pruned(value as Record<string, unknown>);
      return Object.keys(inner).length > 0 ? [[name, inner]] : [];
    }),
  );
}
