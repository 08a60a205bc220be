/**
 * One line of CSV (RFC 4180), ended. A field that a spreadsheet would take for a formula gets an apostrophe before it: names are other
 * people's words, and a spreadsheet calculates what begins with = + - @, a tab or a line break.
 */
export const csvLine = (fields: readonly (string | null)[]): string =>
  `${fields.map((field) => quoted(harmless(field ?? ""))).join(",")}\r\n`;

const harmless = (field: string) => (/^[\s]*[=+\-@\t\r\n]/.test(field) ? `'${field}` : field);
const quoted = (field: string) => (/[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
