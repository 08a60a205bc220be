/** A longer line is broken. */
export const lineMax = 100;

/** A value as people write it into a policy: on one line while it is short, else indented by two below `indent`. */
export function printJson(value: unknown, indent: string): string {
  const line = onOneLine(value);
  return line.length <= lineMax ? line : JSON.stringify(value, null, 2).replaceAll("\n", `\n${indent}`);
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${onOneLine(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
