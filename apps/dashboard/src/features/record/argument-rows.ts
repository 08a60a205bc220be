/** What the record has of one value of a call. text: what is shown; hint: what it is where that is not the value itself. */
export interface ArgumentRow {
  pointer: string;
  text: string | null;
  hint: string | null;
  isSealed: boolean;
}

/**
 * The stored view of a call's arguments as rows, in the order of the call.
 * @returns null for a text that is none; `more`: values that are counted and not kept
 */
export function argumentRows(view: string): { rows: ArgumentRow[]; more: number } | null {
  const parsed = parse(view);
  if (!isRecord(parsed) || !isRecord(parsed.values)) return null;
  const rows = Object.entries(parsed.values).map(([pointer, value]): ArgumentRow => {
    const isSealed = isRecord(value) && value.sealed === true;
    if (isRecord(value) && "keep" in value) return { pointer, text: JSON.stringify(value.keep), hint: null, isSealed };
    if (isRecord(value) && typeof value.hash === "string")
      return { pointer, text: value.hash, hint: "Hashed: equal values have equal hashes", isSealed };
    return { pointer, text: null, hint: isSealed ? "Encrypted" : "Left out: it looks like a credential", isSealed };
  });
  return { rows, more: typeof parsed.more === "number" ? parsed.more : 0 };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
