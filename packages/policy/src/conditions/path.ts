import { nearest } from "../nearest.ts";

/** `args.items[*]["odd key"].x` as its steps: a member by name, an element by index, or every element. */
export type Step = { member: string } | { index: number } | "each";
export type Path = { root: Root; steps: readonly Step[] };
export type Root = keyof typeof rootMembers;

/** What a path may start at. The members of `args` are the tool's own; all others are named here. */
export const rootMembers = {
  args: undefined,
  tool: ["name", "category", "risk"],
  grant: ["label", "tags"],
  client: ["name", "version"],
  time: ["hour", "minute", "weekday", "date"],
} as const;

const indexMax = 1_000_000;

/** Reads a path, or says in one sentence why it is none. */
export function readPath(text: string): Path | { problem: string } {
  const start = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0] ?? "";
  if (!Object.hasOwn(rootMembers, start)) {
    const near = nearest(start, Object.keys(rootMembers))[0];
    return { problem: `A path starts with args, tool, grant, client or time${near ? `; did you mean ${near}?` : "."}` };
  }
  const root = start as Root;
  const steps = readSteps(text.slice(start.length));
  if (steps === undefined) return { problem: `The path cannot be read: write ${root}.name, ["odd name"], [0] or [*].` };
  const problem = memberProblem(root, steps);
  return problem === undefined ? { root, steps } : { problem };
}

const readSteps = (rest: string): Step[] | undefined => {
  const steps: Step[] = [];
  const grammar = /\.([A-Za-z_$][A-Za-z0-9_$-]*)|\[(0|[1-9][0-9]*)\]|\[(\*)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  while (grammar.lastIndex < rest.length) {
    const match = grammar.exec(rest);
    if (match === null) return undefined;
    const [, member, index, star, quoted] = match;
    if (member !== undefined) steps.push({ member });
    else if (star !== undefined) steps.push("each");
    else if (index !== undefined && Number(index) <= indexMax) steps.push({ index: Number(index) });
    else if (quoted !== undefined) {
      const name = unquote(quoted);
      if (name === undefined) return undefined;
      steps.push({ member: name });
    } else return undefined;
  }
  return steps;
};

const unquote = (text: string): string | undefined => {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
};

const memberProblem = (root: Root, steps: readonly Step[]): string | undefined => {
  const members: readonly string[] | undefined = rootMembers[root];
  if (members === undefined) return undefined;
  const [first, ...rest] = steps;
  const name = typeof first === "object" && "member" in first ? first.member : undefined;
  if (name === undefined || !members.includes(name)) {
    const near = name === undefined ? undefined : nearest(name, members)[0];
    return `${root} has only ${members.join(", ")}${near ? `; did you mean ${root}.${near}?` : "."}`;
  }
  const isList = root === "grant" && name === "tags";
  const [next, ...deeper] = rest;
  if (next === undefined) return undefined;
  if (isList && deeper.length === 0 && (next === "each" || "index" in next)) return undefined;
  return `${root}.${name} has no parts.`;
};
