const dayMs = 86_400_000;

/** The offered lifetimes of a grant, in days; null never ends. */
export const expiryPresets: readonly { id: string; label: string; days: number | null }[] = [
  { id: "never", label: "Never", days: null },
  { id: "1", label: "1 day", days: 1 },
  { id: "7", label: "7 days", days: 7 },
  { id: "30", label: "30 days", days: 30 },
  { id: "90", label: "90 days", days: 90 },
  { id: "365", label: "1 year", days: 365 },
];

/** When a grant that is made now ends, by the id of a preset. */
export function expiryOf(id: string, now: Date): Date | undefined {
  const days = expiryPresets.find((preset) => preset.id === id)?.days;
  return days ? new Date(now.getTime() + days * dayMs) : undefined;
}

/** A moment as a datetime-local field shows it: the browser's zone, to the minute. */
export function toLocalMinutes(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment that such a field means; null when it is empty or half filled in. */
export function fromLocalMinutes(text: string): Date | null {
  const at = new Date(text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at;
}
