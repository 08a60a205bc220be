/** One line of a diff. `same` lines carry no mark; the numbers are 1-based and absent on the side that lacks the line. */
export type DiffLine = { kind: "same" | "added" | "removed"; text: string; oldLine?: number; newLine?: number };

/** Beyond this many changed lines two texts have little in common, and the memory for the shortest edit grows with the square. */
const editsMax = 600;

/**
 * Differences between two texts by whole lines, the shortest edit (Myers, O(ND)); past `editsMax` changes everything is
 * removed and added. Equal texts give only `same` lines.
 */
export function lineDiff(oldText: string, newText: string): DiffLine[] {
  const a = oldText.split("\n");
  const b = newText.split("\n");
  const lines: DiffLine[] = [];
  let [x, y] = [0, 0];
  for (const step of shortestEdit(a, b)) {
    if (step === "same") lines.push({ kind: "same", text: a[x] ?? "", oldLine: ++x, newLine: ++y });
    else if (step === "removed") lines.push({ kind: "removed", text: a[x] ?? "", oldLine: ++x });
    else lines.push({ kind: "added", text: b[y] ?? "", newLine: ++y });
  }
  return lines;
}

/** Runs of unchanged lines longer than twice `context` become a gap that says how many lines it stands for. */
export function withGaps(lines: readonly DiffLine[], context = 3): (DiffLine | { kind: "gap"; lines: number; after: number })[] {
  const near = lines.map(() => false);
  lines.forEach((line, index) => {
    if (line.kind === "same") return;
    for (let at = Math.max(0, index - context); at <= Math.min(lines.length - 1, index + context); at++) near[at] = true;
  });
  const shown: ReturnType<typeof withGaps> = [];
  lines.forEach((line, index) => {
    const last = shown.at(-1);
    if (near[index]) shown.push(line);
    else if (last?.kind === "gap") last.lines++;
    else shown.push({ kind: "gap", lines: 1, after: index });
  });
  return shown;
}

function shortestEdit(a: string[], b: string[]): DiffLine["kind"][] {
  const offset = a.length + b.length + 1;
  let frontier = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  for (let d = 0; d <= Math.min(editsMax, offset); d++) {
    trace.push(frontier);
    frontier = frontier.slice();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(frontier, k - 1 + offset) < at(frontier, k + 1 + offset));
      let x = down ? at(frontier, k + 1 + offset) : at(frontier, k - 1 + offset) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      frontier[k + offset] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length, offset);
    }
  }
  return [...a.map(() => "removed" as const), ...b.map(() => "added" as const)];
}

function backtrack(trace: Int32Array[], endX: number, endY: number, offset: number): DiffLine["kind"][] {
  const steps: DiffLine["kind"][] = [];
  let [x, y] = [endX, endY];
  for (let d = trace.length - 1; d >= 0; d--) {
    const frontier = trace[d] ?? new Int32Array();
    const k = x - y;
    const down = k === -d || (k !== d && at(frontier, k - 1 + offset) < at(frontier, k + 1 + offset));
    const previousK = down ? k + 1 : k - 1;
    const previousX = at(frontier, previousK + offset);
    const previousY = previousX - previousK;
    while (x > previousX && y > previousY && x > 0 && y > 0) {
      steps.push("same");
      x--;
      y--;
    }
    if (d > 0) steps.push(down ? "added" : "removed");
    [x, y] = [previousX, previousY];
  }
  return steps.reverse();
}

const at = (array: Int32Array, index: number): number => array[index] ?? 0;
