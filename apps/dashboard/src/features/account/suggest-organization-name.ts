/** A name for the organization of somebody who has typed only their own: "Ada Lovelace" → "Ada's team". */
export function suggestOrganizationName(personName: string): string {
  const first = personName.trim().split(/\s+/)[0] ?? "";
  if (!first) return "";
  return `${first}${/s$/i.test(first) ? "'" : "'s"} team`;
}
