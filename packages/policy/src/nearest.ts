/**
 * The known names closest to a mistyped one, best first: at most a third of its letters changed, added, dropped or swapped.
 * Used for unknown fields, operators, selectors and tool names.
 */
export function nearest(wanted: string, known: Iterable<string>, most = 1): string[] {
  const reach = Math.max(1, Math.ceil(wanted.length / 3));
  return [...known]
    .filter((name) => Math.abs(name.length - wanted.length) <= reach)
    .map((name) => ({ name, distance: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= reach)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map((candidate) => candidate.name);
}

// Optimal string alignment: Levenshtein plus swaps of neighbours.
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] as number) + 1);
      row.push(best);
    }
    before = above;
    above = row;
  }
  return above[b.length] as number;
};
