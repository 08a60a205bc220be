import { product } from "../product.ts";
import type { RecordedEvent } from "../recorded-event.ts";

/**
 * An event in ArcSight's Common Event Format, version 0, without a syslog header. Fields are cut at the lengths of its dictionary; line breaks
 * become `\n`, other control characters their `\u001b` text.
 */
export function cefLine(event: RecordedEvent): string {
  const { id, name, severity } = titleOf(event);
  const head = ["CEF:0", product.vendor, product.name, product.version, id, name, String(severity)];
  const fields = event.type === "change" ? changeFields(event) : callFields(event);
  const extension = Object.entries(fields).flatMap(([key, value]) =>
    value === null || value === undefined || value === "" ? [] : [`${key}=${inExtension(cut(plain(String(value)), key))}`],
  );
  return `${head.map((part) => inHead(cut(plain(part), "head"))).join("|")}|${extension.join(" ")}\n`;
}

function titleOf(event: RecordedEvent) {
  if (event.type === "change") return { id: event.action ?? "change", name: `Changed: ${event.action ?? ""}`, severity: 3 };
  const failed = event.effect === "allow" && !["ok", "pending"].includes(event.outcome ?? "");
  const severity = event.effect === "deny" ? 5 : failed ? 4 : 2;
  return { id: `${event.type}.${event.effect}`, name: [event.method, event.tool].filter(Boolean).join(" "), severity };
}

const common = (event: RecordedEvent) => ({
  rt: event.time.getTime(),
  externalId: event.event_id,
  deviceExternalId: event.organization_id,
  ...sourceOf(event.source_address),
});

const callFields = (event: RecordedEvent) => ({
  ...common(event),
  act: event.effect,
  outcome: event.outcome,
  reason: event.reason,
  msg: event.message,
  suid: event.grant_id,
  suser: event.grant_label,
  requestClientApplication: [event.client_name, event.client_version].filter(Boolean).join(" "),
  destinationServiceName: event.server_slug,
  ...labelled("cs1", "tool", event.tool),
  ...labelled("cs2", "method", event.method),
  ...labelled("cs3", "policy", event.policy_name && `${event.policy_name} v${event.policy_version ?? ""}`),
  ...labelled("cs4", "rule", event.rule),
  ...labelled("cs5", "arguments", event.argument_view ?? event.argument_names?.join(",")),
  ...labelled("cs6", "callDigest", event.call_digest),
  ...labelled("cn1", "durationMs", event.duration_ms === undefined ? undefined : Math.round(event.duration_ms)),
  ...labelled("cn2", "upstreamStatus", event.upstream_status),
  ...labelled("cn3", "sequence", event.sequence),
});

const changeFields = (event: RecordedEvent) => ({
  ...common(event),
  act: event.action,
  suid: event.actor_id,
  suser: event.actor_name,
  ...labelled("cs1", "targetKind", event.target_kind),
  ...labelled("cs2", "targetId", event.target_id),
  ...labelled("cs3", "targetName", event.target_name),
  ...labelled("cs4", "before", event.before == null ? null : JSON.stringify(event.before)),
  ...labelled("cs5", "after", event.after == null ? null : JSON.stringify(event.after)),
  ...labelled("cn3", "sequence", event.sequence),
});

const labelled = (key: string, label: string, value: unknown): Record<string, unknown> =>
  value === null || value === undefined || value === "" ? {} : { [`${key}Label`]: label, [key]: value };

/** `src` takes IPv4 alone; IPv6 has a field of its own. What is no address (the name of a command) is a host's name. */
function sourceOf(source: string | null | undefined): Record<string, unknown> {
  if (!source) return {};
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(source)) return { src: source };
  return source.includes(":") ? labelled("c6a2", "Source IPv6 Address", source) : { shost: source };
}

/** Lengths of the dictionary; what it does not name is cut at that of the custom strings. */
const lengths: Record<string, number> = {
  ...{ externalId: 40, deviceExternalId: 255, act: 63, outcome: 63, reason: 1023, msg: 1023, suid: 1023, suser: 1023, shost: 1023 },
  ...{ head: 512, requestClientApplication: 1023, destinationServiceName: 1023 },
};
const cut = (text: string, key: string): string => {
  const max = lengths[key] ?? 4_000;
  // By whole characters: half a surrogate pair is no text.
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const plain = (text: string): string => text.replace(control, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

const inHead = (text: string): string =>
  text
    .replace(/[\r\n]+/g, " ")
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|");
const inExtension = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("=", "\\=").replaceAll("\r", "\\r").replaceAll("\n", "\\n");
