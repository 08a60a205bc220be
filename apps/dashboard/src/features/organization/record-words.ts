/** The choices in words; the numbers are those that the verb holds to. */
export const valueChoices = [
  {
    value: "names",
    label: "Names only",
    hint: "Which arguments a call had, never what was in them. The least to protect: nothing to search for, nothing to leak.",
  },
  {
    value: "hashed",
    label: "Names and keyed hashes",
    hint: "Beside each name a hash of its value under a key of your organization. The value cannot be read from it, but a value you know can be looked up: was this host ever deleted?",
  },
  {
    value: "encrypted",
    label: "Values, encrypted",
    hint: "The values themselves, encrypted with a key of your organization, where their class allows it; secrets are still left out. Destroying that key erases them for good. Check first whether you may keep them.",
  },
] as const;

/** What none of the choices is about. */
export const heldCallWords =
  "A call that waits for an approval is kept whole in each case, sealed, so that people can read what they decide about. It is deleted 32 days after it is over.";

export const retentionBounds = { min: 6, max: 120, default: 13 } as const;

/** What the number of months means, and what making it smaller does. */
export function retentionWords(typed: string, now: number): string {
  const bounds = `From ${retentionBounds.min} to ${retentionBounds.max}; ${retentionBounds.default} unless you choose otherwise.`;
  const shorter = /^\d+$/.test(typed.trim()) && Number(typed) < now && Number(typed) >= retentionBounds.min;
  if (!shorter) return `${bounds} Older records are deleted for good; the seals that prove there were some stay.`;
  return `${bounds} Fewer than now: records older than ${typed.trim()} months are deleted for good within a day. Export what you need before.`;
}
