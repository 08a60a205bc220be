// PostgreSQL's text form of values within a composite value within an array (manual, 8.15 and 8.16). The database reads it in a third of the
// time that it takes to read the same as JSON.

/** A text field: as it is where nothing in it means anything here, else quoted, and its quotes escaped once more. No text between two commas is NULL. */
export function field(value: string | null): string {
  if (value === null) return "";
  if (plain.test(value)) return value;
  if (!special.test(value)) return `\\"${value}\\"`;
  return escaped(`"${escaped(storable(value))}"`);
}

/** An array of texts. */
export function names(values: readonly string[]): string {
  let list = "";
  for (const value of values) {
    if (list !== "") list += ",";
    if (plain.test(value) && !null_.test(value)) list += value;
    else list += special.test(value) ? escaped(escaped(`"${escaped(storable(value))}"`)) : `\\\\\\"${value}\\\\\\"`;
  }
  return `\\"{${list}}\\"`;
}

/** A bytea: its hex form begins with a backslash, which the array, the row and the row's quotes each ask to be doubled. */
export function bytes(value: Uint8Array | null): string {
  return value === null ? "" : `\\"\\\\\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}\\"`;
}

const escaped = (text: string): string => text.replace(/["\\]/g, "\\$&");

/** What a client says of itself may hold what PostgreSQL cannot store: NUL and lone surrogates. */
function storable(text: string): string {
  return Buffer.from(text.replaceAll("\0", "\ufffd")).toString(); // UTF-8 has no lone surrogates
}

const plain = /^[\w.:/-]+$/;
/** An array's element that is not there, unless it is quoted. */
const null_ = /^null$/i;
const special = /["\\\0\ud800-\udfff]/;
