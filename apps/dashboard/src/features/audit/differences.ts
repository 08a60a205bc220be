export interface Difference {
  name: string;
  before: string | null;
  after: string | null;
}

/** What an event kept of before and after, member by member, without those that are the same on both sides. null: not there. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [left, right] = [recordOf(before), recordOf(after)];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names
    .map((name) => ({ name: readable(name), before: textOf(left[name]), after: textOf(right[name]) }))
    .filter((difference) => difference.before !== difference.after);
}

/** "headerNames" → "Header names". */
const readable = (name: string): string => {
  const spaced = name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  if (value === null) return "none";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(lineOf).join("\n");
  return typeof value === "object" ? lineOf(value) : String(value);
}

/** A small object on one line, as "server: zabbix, policy: read only". */
function lineOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name}: ${member === null ? "none" : typeof member === "object" ? JSON.stringify(member) : String(member)}`)
    .join(", ");
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
