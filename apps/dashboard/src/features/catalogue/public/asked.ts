import { type Category, categoryOrder, type Risk, riskWords, type SignalKind, signalWords } from "@portcullis/catalogue";

/** What the address of the catalogue page asks for. What it cannot mean is left out: an old link still finds something. */
export type Asked = {
  of: "servers" | "tools";
  query: string;
  category?: Category;
  risk?: Risk;
  signal?: SignalKind;
  /** Where the page begins; made by the page before. */
  from?: string;
};

export type Query = Record<string, string | string[] | undefined>;

export function readAsked(query: Query): Asked {
  const one = (name: string) => {
    const value = query[name];
    return (Array.isArray(value) ? value[0] : value) ?? "";
  };
  const among = <T extends string>(name: string, known: readonly T[]) => known.find((value) => value === one(name));
  const category = among("category", categoryOrder);
  const risk = among("risk", Object.keys(riskWords) as Risk[]);
  const signal = among("signal", Object.keys(signalWords) as SignalKind[]);
  const from = one("from").slice(0, 2_000);
  const filters = { ...(category && { category }), ...(risk && { risk }), ...(signal && { signal }) };
  return {
    of: among("of", ["servers", "tools"]) ?? usualList(filters),
    query: one("q").trim().slice(0, 200),
    ...filters,
    ...(from && { from }),
  };
}

/** What a filter speaks of are tools, so that is what it lists unless servers are asked for. */
const usualList = ({ category, risk, signal }: Pick<Asked, "category" | "risk" | "signal">): Asked["of"] =>
  category || risk || signal ? "tools" : "servers";

/** The address that asks for it; `change` replaces parts, and a new question begins at its first page. */
export function askedHref(asked: Asked, change: Partial<Asked> = {}, path = "/catalogue"): string {
  const { of, query, category, risk, signal, from } = { ...asked, from: undefined, ...change };
  const parts = new URLSearchParams();
  if (query) parts.set("q", query);
  if (of !== usualList({ category, risk, signal })) parts.set("of", of);
  for (const [name, value] of Object.entries({ category, risk, signal, from })) if (value) parts.set(name, value);
  const text = parts.toString();
  return text ? `${path}?${text}` : path;
}

/** Whether it is the plain catalogue, the one that search engines should know. */
export const asksNothing = ({ of, query, category, risk, signal, from }: Asked) =>
  of === "servers" && !query && !category && !risk && !signal && !from;
