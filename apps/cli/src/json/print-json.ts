import type { Syntax } from "./read-json.ts";

const widthMax = 100;

/**
 * The canonical spelling of a JSON text: two spaces; an object or array stands on one line when it fits into 100 columns with
 * what is before it and a comma behind it, else one member on each line; the outermost is always spread. Only white space
 * changes: members keep their order, strings and numbers their spelling. Printing what was printed changes nothing.
 */
export function printJson(text: string, root: Syntax): string {
  return `${spread(text, root, "")}\n`;
}

const spread = (text: string, value: Syntax, indent: string): string => {
  const inner = `${indent}  `;
  const fitted = (lead: string, child: Syntax): string => {
    const line = lead + flat(text, child);
    return inner.length + line.length + 1 <= widthMax ? line : lead + spread(text, child, inner);
  };
  const lines =
    value.kind === "object"
      ? value.members.map((member) => fitted(`${text.slice(member.start, member.nameEnd)}: `, member.value))
      : value.kind === "array"
        ? value.items.map((item) => fitted("", item))
        : [];
  if (lines.length === 0) return flat(text, value);
  const [open, close] = value.kind === "object" ? ["{", "}"] : ["[", "]"];
  return `${open}\n${lines.map((line) => inner + line).join(",\n")}\n${indent}${close}`;
};

const flat = (text: string, value: Syntax): string => {
  switch (value.kind) {
    case "object": {
      const members = value.members.map((member) => `${text.slice(member.start, member.nameEnd)}: ${flat(text, member.value)}`);
      return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
    }
    case "array":
      return `[${value.items.map((item) => flat(text, item)).join(", ")}]`;
    default:
      return text.slice(value.start, value.end);
  }
};
