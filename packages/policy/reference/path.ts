/** One step of a condition's path. */
export type Step = { member: string } | { index: number } | "every";

/** `args.items[*].x` as a root and its steps. Throws on what the grammar of section 9 does not have. */
export function readPath(path: string): { root: string; steps: Step[] } {
  const root = /^[a-z]+/.exec(path)?.[0] ?? "";
  const steps: Step[] = [];
  let rest = path.slice(root.length);
  while (rest !== "") {
    const found = /^\.([A-Za-z_][A-Za-z0-9_]*)|^\[([0-9]+)\]|^\[\*\]|^\[("(?:[^"\\]|\\.)*")\]/.exec(rest);
    if (!found) throw new SyntaxError(`not a path: ${path}`);
    const [whole, name, index, quoted] = found;
    if (name !== undefined) steps.push({ member: name });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (quoted !== undefined) steps.push({ member: JSON.parse(quoted) });
    else steps.push("every");
    rest = rest.slice(whole.length);
  }
  return { root, steps };
}
