/**
 * One line of CSV (RFC 4180), ended. A field that a spreadsheet would take for a formula gets an apostrophe before it, which the spreadsheet does not
 * show: names are other people's words. A field with a semicolon is quoted too: some spreadsheets begin a new one there.
 */
export const csvLine = (fields: readonly (string | null)[]): string => `${fields.map((field) => fieldOf(field ?? "")).join(",")}\r\n`;

function fieldOf(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20|%]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n;\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
