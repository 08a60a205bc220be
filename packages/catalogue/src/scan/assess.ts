import { type Category, categoryOrder, type Risk, riskOf } from "../category.ts";
import type { RecommendedTool } from "../recommend/recommend.ts";
import { recommendPolicy } from "../recommend/recommend-policy.ts";
import { type CatalogueIndex, findIndexed } from "./catalogue-index.ts";
import type { ConfiguredServer, ParsedConfiguration, TextPlace } from "./configuration.ts";
import { findingsOf } from "./findings.ts";

/** One thing that a check found, with its place in the configuration. `server` is the configured name. */
export type ScanFinding = TextPlace & { rule: ScanRule; level: Risk; server: string; message: string };
export type ScanRule = "bypasses-gateway" | "secret-in-file" | "unencrypted" | "unpinned-package" | "unreadable" | "doubtful";

/** What is known of a configured server's tools, and from where. */
export type KnownTools = { from: "catalogue" | "server"; slug?: string; name?: string; tools: RecommendedTool[] };

export type ServerAssessment = {
  server: ConfiguredServer;
  /** Do calls reach it without passing a gateway of this product? */
  bypasses: boolean;
  known: KnownTools | null;
  counts: Record<Category, number>;
  /** The highest of its tools; null when nobody knows them. */
  risk: Risk | null;
  /** The policy that is recommended for it; null when nobody knows its tools, or it is behind a gateway. */
  policy: { document: object; effect: string } | null;
  findings: ScanFinding[];
};

export type Assessment = {
  client: ParsedConfiguration["client"];
  servers: ServerAssessment[];
  /** What is no server's: places that cannot be read. */
  problems: ScanFinding[];
};

export type AssessOptions = {
  /** Base URLs of gateways: what is below them passes one. */
  gateways?: readonly string[];
  index?: CatalogueIndex;
  /** Tools that servers have listed themselves just now, by configured name. */
  listed?: ReadonlyMap<string, RecommendedTool[]>;
};

/** Says of each server in a configuration whether it passes a gateway, what its tools could do, and what policy to give it. Pure. */
export function assessConfiguration(configuration: ParsedConfiguration, options: AssessOptions = {}): Assessment {
  return {
    client: configuration.client,
    servers: configuration.servers.map((server) => assessServer(server, options)),
    problems: configuration.problems.map(({ kind, ...problem }) => ({
      ...problem,
      rule: kind,
      level: kind === "unreadable" ? "medium" : "low",
      server: "",
    })),
  };
}

/** All findings of an assessment in the order of the text, unreadable places among them. */
export const findingsIn = ({ servers, problems }: Assessment): ScanFinding[] =>
  [...problems, ...servers.flatMap(({ findings }) => findings)].sort((a, b) => a.line - b.line || a.column - b.column);

function assessServer(server: ConfiguredServer, { gateways = [], index = [], listed }: AssessOptions): ServerAssessment {
  const bypasses = !server.disabled && !passesGateway(server, gateways);
  const known = knownTools(server, index, listed);
  const tools = known?.tools ?? [];
  const counts = Object.fromEntries(
    categoryOrder.map((category) => [category, tools.filter((tool) => tool.category === category).length]),
  ) as Record<Category, number>;
  const risk = known ? highest(tools.map(({ category }) => riskOf(category))) : null;
  const policy = bypasses && tools.length > 0 ? recommendPolicy(tools) : null;
  const assessed = { server, bypasses, known, counts, risk, policy };
  return { ...assessed, findings: findingsOf(assessed) };
}

/** Below a known gateway, or with a grant of this product at an address that looks like a route of one. */
function passesGateway({ url, usesGrant }: ConfiguredServer, gateways: readonly string[]): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { origin, pathname } = new URL(url);
  const below = gateways.some((gateway) => {
    if (!URL.canParse(gateway)) return false;
    const base = new URL(gateway);
    return base.origin === origin && pathname.startsWith(base.pathname.replace(/\/*$/, "/"));
  });
  return below || (usesGrant && /\/[a-z0-9-]+\/[a-z0-9-]+\/mcp$/.test(pathname));
}

function knownTools(server: ConfiguredServer, index: CatalogueIndex, listed: AssessOptions["listed"]): KnownTools | null {
  const live = listed?.get(server.name);
  if (live) return { from: "server", tools: live };
  const found = findIndexed(index, server);
  if (!found) return null;
  return { from: "catalogue", slug: found.slug, name: found.name, tools: found.tools.map(([name, category]) => ({ name, category })) };
}

export const riskOrder: readonly Risk[] = ["low", "medium", "high", "critical"];

const highest = (risks: readonly Risk[]): Risk =>
  risks.reduce<Risk>((top, risk) => (riskOrder.indexOf(risk) > riskOrder.indexOf(top) ? risk : top), "low");

/** Is the level as high as `threshold`, or higher? */
export const reaches = (level: Risk, threshold: Risk): boolean => riskOrder.indexOf(level) >= riskOrder.indexOf(threshold);
