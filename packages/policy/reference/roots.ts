import type { JsonNode, PolicyRequest, ToolFacts } from "../src/index.ts";

/**
 * What a condition's path may start at, as one tree: `args`, `tool`, `grant`, `client`, `time`; undefined where a fact is not
 * known. What the client does not say about itself is only missing.
 */
export function rootNode(root: string, tool: ToolFacts, request: PolicyRequest, timezone: string): JsonNode | undefined {
  const facts = request.facts ?? {};
  switch (root) {
    case "args":
      return request.kind === "resource" ? undefined : request.arguments;
    case "tool":
      return object({ name: text(tool.name), category: text(tool.category ?? "unclassified"), risk: text(riskOf(tool.category)) });
    case "grant":
      return facts.grant && object({ label: text(facts.grant.label), tags: { kind: "array", items: facts.grant.tags.map(text) } });
    case "client":
      return object({ name: optional(facts.client?.name), version: optional(facts.client?.version) });
    case "time":
      return facts.now === undefined ? undefined : timeNode(facts.now, timezone);
    default:
      throw new SyntaxError(`no such root: ${root}`);
  }
}

const riskOf = (category: ToolFacts["category"]): string => {
  if (category === "read") return "Low";
  if (category === "execute") return "High";
  return category === "destructive" || category === "financial" ? "Critical" : "Medium";
};

const timeNode = (now: number, timezone: string): JsonNode => {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(parts.weekday!) + 1;
  const date = `${parts.year!.padStart(4, "0")}-${parts.month}-${parts.day}`;
  return object({ hour: number(parts.hour!), minute: number(parts.minute!), weekday: number(weekday), date: text(date) });
};

/** Making a format takes longer than everything else here together, so each is kept. */
const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const digits = { hour: "2-digit", minute: "2-digit", year: "numeric", month: "2-digit", day: "2-digit", weekday: "short" } as const;
  const made = new Intl.DateTimeFormat("en-US", { timeZone, calendar: "gregory", hourCycle: "h23", ...digits });
  formats.set(timeZone, made);
  return made;
};

const object = (members: Record<string, JsonNode | undefined>): JsonNode => ({
  kind: "object",
  members: new Map(Object.entries(members).filter((entry): entry is [string, JsonNode] => entry[1] !== undefined)),
});

const text = (value: string): JsonNode => ({ kind: "string", value });
const optional = (value: string | undefined): JsonNode | undefined => (value === undefined ? undefined : text(value));
const number = (value: string | number): JsonNode => ({ kind: "number", text: String(Number(value)) });
