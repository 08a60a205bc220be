import type { RecordedEvent } from "../recorded-event.ts";

/** A call as OCSF's API Activity (6003) under the profile Security Control: what was asked, and what the policy answered. */
export function apiActivity(event: RecordedEvent) {
  const denied = event.effect === "deny";
  const activity = activityOf(event.method ?? "");
  return {
    category_uid: 6,
    category_name: "Application Activity",
    class_uid: 6003,
    class_name: "API Activity",
    ...activity,
    severity_id: denied ? 2 : 1,
    severity: denied ? "Low" : "Informational",
    ...statusOf(event),
    status_code: event.reason,
    status_detail: event.message,
    message: `${denied ? "Denied" : "Allowed"}: ${[event.method, event.tool].filter(Boolean).join(" ")}`,
    duration: event.duration_ms === undefined ? undefined : Math.round(event.duration_ms),
    actor: {
      user: { uid: event.grant_id, name: event.grant_label, type_id: 99, type: "Grant" },
      // Said by the client about itself; nobody has checked it.
      app_name: event.client_name,
    },
    api: {
      operation: [event.method, event.tool].filter(Boolean).join(" "),
      service: { name: event.server_slug, uid: event.server_id },
      version: event.protocol_version,
      request: { uid: event.event_id.split(".")[0] },
      response: { code: event.upstream_status, message: event.outcome },
    },
    src_endpoint: endpointOf(event.source_address),
    dst_endpoint: { svc_name: event.server_slug, ...upstreamOf(event.upstream_origin) },
    resources: event.tool
      ? [{ type: "MCP tool", name: event.tool, ...(event.tool_digest ? { version: event.tool_digest } : {}) }]
      : undefined,
    action_id: denied ? 2 : 1,
    action: denied ? "Denied" : "Allowed",
    disposition_id: denied ? 2 : 1,
    disposition: denied ? "Blocked" : "Allowed",
    policy: event.policy_id ? { uid: event.policy_id, name: event.policy_name, version: String(event.policy_version ?? "") } : undefined,
    profiles: ["security_control"],
    mapped,
  };
}

const mapped: ReadonlySet<string> = new Set([
  ...["grant_id", "grant_label", "client_name", "method", "tool", "tool_digest", "server_slug", "server_id", "protocol_version"],
  ...["reason", "message", "effect", "policy_id", "policy_name", "policy_version", "upstream_status", "source_address"],
]);

/** What a tool does is not known here, so that a call of one is "Other", by the name that MCP has for it. */
function activityOf(method: string): { activity_id: number; activity_name: string } {
  if (/^(resources|prompts|tools)\/(read|get|list|templates\/list)$/.test(method)) return { activity_id: 2, activity_name: "Read" };
  return { activity_id: 99, activity_name: method || "Other" };
}

function statusOf({ effect, outcome }: RecordedEvent): { status_id: number; status: string } {
  if (effect === "deny") return { status_id: 2, status: "Failure" };
  if (outcome === "ok") return { status_id: 1, status: "Success" };
  return outcome === "pending" || outcome === "unknown" || outcome === undefined
    ? { status_id: 0, status: "Unknown" }
    : { status_id: 2, status: "Failure" };
}

/** The schema wants at least one of its members. */
export const endpointOf = (source: string | null | undefined): Record<string, string> => {
  if (!source) return { name: "unknown" };
  return isAddress(source) ? { ip: source } : { name: source };
};

function upstreamOf(origin: string | null | undefined): Record<string, string> {
  if (!origin || !URL.canParse(origin)) return {};
  const host = new URL(origin).hostname.replace(/^\[(.*)\]$/, "$1");
  return isAddress(host) ? { ip: host } : { hostname: host };
}

const isAddress = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
    ? text.split(".").every((part) => Number(part) <= 255)
    : text.includes(":") && /^[0-9a-f:.]{2,45}$/i.test(text) && URL.canParse(`http://[${text}]/`);
