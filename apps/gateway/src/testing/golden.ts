import { readdirSync, readFileSync } from "node:fs";
import type { Seed } from "./seed.ts";

/** One case of the policy room's golden decisions, as its files have it. */
type GoldenCase = {
  name: string;
  policy?: unknown;
  policyText?: string;
  tools?: { name: string; category?: string; inputSchema?: unknown; accepted?: boolean }[];
  call?: { tool: string; arguments?: unknown } | { prompt: string } | { resource: string };
  callText?: string;
  facts?: {
    grant?: { label: string; tags: string[] };
    client?: { name?: string; version?: string };
    time?: string;
    used?: Record<string, number | string>;
    approved?: boolean;
  };
  expect: {
    effect: string;
    reason: string;
    rule: string;
    visible?: boolean;
    message?: string;
    observed?: { effect?: string; reason?: string; rule?: string };
  };
};

/** A case on its way: the bytes that a client sends, and the route that they take. */
export type GoldenCall = {
  index: number;
  one: GoldenCase;
  body: string;
  headers: Record<string, string>;
  organization: string;
  server: string;
  token: string;
};

/** Every case of the folder; `left` counts those that no socket can ask, by reason. */
export function goldenCases(): { cases: GoldenCase[]; left: Record<string, number> } {
  const folder = new URL("../../../../packages/policy/decisions/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const all = files.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as GoldenCase[]);
  const left: Record<string, number> = {};
  const cases = all.filter((one) => {
    const reason = unaskable(one);
    if (reason !== undefined) left[reason] = (left[reason] ?? 0) + 1;
    return reason === undefined;
  });
  return { cases, left };
}

const policyTextOf = ({ policy, policyText }: GoldenCase): string => policyText ?? JSON.stringify(policy);
export const hasLimits = (one: GoldenCase): boolean => /"(limits|rate_limit)":/.test(policyTextOf(one));

function unaskable(one: GoldenCase): string | undefined {
  const text = policyTextOf(one);
  if (one.facts?.approved) return "an approval, which nothing records yet";
  if (one.tools?.some(({ category }) => category !== undefined)) return "a reviewed category, which no table holds yet";
  if (/"grant\./.test(text) && one.facts?.grant === undefined) return "a call without a grant's facts";
  if (/"time\./.test(text) && one.facts?.time === undefined) return "a call without a clock";
  return undefined;
}

/** Stores servers, policies and grants for the cases, those that share all of it together. */
export async function seedGolden(
  seedOf: (slug: string) => Promise<Seed>,
  upstreamUrl: string,
  cases: readonly GoldenCase[],
): Promise<GoldenCall[]> {
  const groups = groupBy(cases, (one) => JSON.stringify([policyTextOf(one), one.tools, one.facts?.grant]));
  const everybody = await seedOf("everybody");
  await everybody.sql("BEGIN");
  const calls: GoldenCall[] = [];
  for (const [number, group] of [...groups.values()].entries()) {
    const [{ tools = [], facts, ...first }] = group as [GoldenCase, ...GoldenCase[]];
    // Labels are unique in an organization, and several policies ask for the same one.
    const seed = facts?.grant === undefined ? everybody : await seedOf(`labelled-${number}`);
    const slug = `server-${number}`;
    const called = group.map(toolOf).filter((name): name is string => name !== undefined && !tools.some((tool) => tool.name === name));
    const unaccepted = tools.filter(({ accepted }) => accepted === false);
    const all = [...tools.filter((tool) => !unaccepted.includes(tool)).map(bare), ...[...new Set(called)].map((name) => ({ name }))];
    const server = await seed.server({ slug, url: upstreamUrl, era: "dual", tools: all });
    for (const tool of unaccepted) await seed.seen(server, JSON.stringify(bare(tool)));
    const policy = await seed.policy(server, policyTextOf(first as GoldenCase));
    const { token } = await seed.grant([{ server, policy }], facts?.grant?.label, facts?.grant?.tags);
    for (const one of group) {
      const index = calls.length;
      calls.push({ index, one, ...requestOf(one, index), organization: seed.slug, server: slug, token });
    }
  }
  await everybody.sql("COMMIT");
  return calls;
}

/** The source address that tells a case's record from the others'. */
export const sourceOf = (index: number): string => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

type GoldenTool = NonNullable<GoldenCase["tools"]>[number];
const bare = ({ name, inputSchema }: GoldenTool) => ({ name, inputSchema });

/** The called tool as its server words it. */
export function definitionIn(one: GoldenCase): { name: string } {
  const name = toolOf(one) ?? "";
  const tool = one.tools?.find((candidate) => candidate.name === name);
  return tool === undefined ? { name } : bare(tool);
}

const toolOf = ({ call, callText }: GoldenCase): string | undefined => {
  if (callText !== undefined) return /^\{ ?"tool": ?"([^"]+)"/.exec(callText)?.[1];
  return call !== undefined && "tool" in call ? call.tool : undefined;
};

/** The message of a client, with the arguments spelled as the case spells them. What a client says of itself takes the modern era. */
function requestOf({ call = { tool: "" }, callText, facts }: GoldenCase, id: number): { body: string; headers: Record<string, string> } {
  const [method, params] =
    callText !== undefined
      ? ["tools/call", callText.replace('"tool"', '"name"')]
      : "tool" in call
        ? ["tools/call", JSON.stringify({ name: call.tool, arguments: call.arguments })]
        : "prompt" in call
          ? ["prompts/get", JSON.stringify({ name: call.prompt })]
          : ["resources/read", JSON.stringify({ uri: call.resource })];
  const body = (text: string) => `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${text}}`;
  const source = { "x-forwarded-for": sourceOf(id) };
  if (facts?.client === undefined) return { body: body(params), headers: source };
  const version = "2026-07-28";
  const prefix = "io.modelcontextprotocol/";
  const meta = { [`${prefix}protocolVersion`]: version, [`${prefix}clientCapabilities`]: {}, [`${prefix}clientInfo`]: facts.client };
  return {
    body: body(params.replace(/\}\s*$/, `,"_meta":${JSON.stringify(meta)}}`)),
    headers: { ...source, "mcp-protocol-version": version, "mcp-method": method, "mcp-name": "tool" in call ? call.tool : "" },
  };
}
