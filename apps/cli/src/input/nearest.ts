/** ` Did you mean "…"?` where a known name is close to the mistyped one (at most a third of it edited), otherwise nothing. */
export function didYouMean(wanted: string, known: Iterable<string>): string {
  const reach = Math.max(1, Math.ceil(wanted.length / 3));
  const [best] = [...known]
    .map((name) => ({ name, edits: editsBetween(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= reach)
    .sort((a, b) => a.edits - b.edits);
  return best === undefined ? "" : ` Did you mean "${best.name}"?`;
}

// Levenshtein, one row at a time; the names of a command line are short.
const editsBetween = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + cost));
    }
    above = row;
  }
  return above[b.length]!;
};
