/**
 * One line of CSV (RFC 4180), without its end. A cell that a spreadsheet would take for a formula gets an apostrophe in front, which the
 * spreadsheet does not show: names of tools come from servers that nobody has to trust.
 */
export const csvLine = (cells: readonly string[]): string => cells.map(csvCell).join(",");

function csvCell(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20|%]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n;\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
