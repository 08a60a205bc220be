import type { RecordedEvent } from "../recorded-event.ts";
import { endpointOf } from "./ocsf-call.ts";

/** A change of the organization's own things as OCSF's Entity Management (3004); what was taken out of it (exports) is a Read. */
export function entityManagement(event: RecordedEvent) {
  const action = event.action ?? "";
  const kind = event.target_kind ?? "";
  return {
    category_uid: 3,
    category_name: "Identity & Access Management",
    class_uid: 3004,
    class_name: "Entity Management",
    ...activityOf(action),
    severity_id: 1,
    severity: "Informational",
    status_id: 1,
    status: "Success",
    message: `${event.actor_name ?? ""}: ${action} ${event.target_name ?? event.target_id ?? ""}`,
    actor: { user: { uid: event.actor_id ?? undefined, name: event.actor_name, type_id: 1, type: "User" } },
    src_endpoint: endpointOf(event.source_address),
    entity: entityOf(event, kind, event.before),
    entity_result: event.after == null ? undefined : entityOf(event, kind, event.after),
    profiles: undefined,
    mapped,
  };
}

const mapped: ReadonlySet<string> = new Set([
  ...["actor_id", "actor_name", "source_address", "target_kind", "target_id", "target_name", "before", "after"],
]);

// Their details (managed_entity.user and so on) are not known here; the type's name says what it is.
const entityOf = ({ target_id, target_name }: RecordedEvent, kind: string, data: unknown) => ({
  uid: target_id,
  name: target_name,
  type_id: 99,
  type: kind,
  data: data ?? undefined,
});

/** From the verb of an action such as `policy.publish`. */
function activityOf(action: string): { activity_id: number; activity_name: string } {
  const verb = action.split(".").at(-1) ?? "";
  if (/^(create|register|issue|join|import|add)/.test(verb)) return { activity_id: 1, activity_name: "Create" };
  if (/^(export|read)/.test(verb)) return { activity_id: 2, activity_name: "Read" };
  if (/^(delete|remove|revoke|leave|release|discard|destroy|clear)/.test(verb)) return { activity_id: 4, activity_name: "Delete" };
  if (/^(rename|set|update|change|publish|promote|rotate|save|reset|recover|rediscover)/.test(verb))
    return { activity_id: 3, activity_name: "Update" };
  return { activity_id: 99, activity_name: action || "Other" };
}
