import { type ConfiguredServer, classify } from "@portcullis/catalogue";
import { createDialer, DialError, DiscoveryError, discover, parsePrivateUpstreams } from "@portcullis/upstream";

export type LiveTools = { name: string; category: ReturnType<typeof classify>["category"]; inputSchema?: unknown }[];
export type Live = { listed: Map<string, LiveTools>; unlisted: { server: string; why: string }[] };

const organization = "scan";

/**
 * Asks servers that are reached by URL for their tools. Without any credential of the configuration: what wants one says so. Addresses of
 * private networks are refused, this machine's own are not. Nothing is started.
 */
export async function listLive(servers: readonly ConfiguredServer[]): Promise<Live> {
  const dialer = createDialer({ allow: parsePrivateUpstreams(undefined, { allowLoopback: true }) });
  const live: Live = { listed: new Map(), unlisted: [] };
  const reachable = servers.filter(({ disabled, url }) => !disabled && url !== undefined && URL.canParse(url) && !url.includes("…"));
  for (const { name, url = "" } of reachable) {
    const verdict = dialer.judgeUrl(url, organization);
    if (!verdict.ok) {
      live.unlisted.push({ server: name, why: verdict.sentence });
      continue;
    }
    const fetch = dialer.fetch(organization);
    try {
      const { tools, serverInfo } = await discover({ url: verdict.url, fetch, limits: { totalMs: 15_000 } });
      const context = { name: serverInfo?.name, tools: tools.map((tool) => tool.name) };
      live.listed.set(
        name,
        tools.map((tool) => {
          const definition = JSON.parse(tool.definition) as { inputSchema?: unknown };
          return {
            name: tool.name,
            category: classify({ ...definition, name: tool.name }, context).category,
            inputSchema: definition.inputSchema,
          };
        }),
      );
    } catch (error) {
      if (!(error instanceof DiscoveryError) && !(error instanceof DialError)) throw error;
      live.unlisted.push({ server: name, why: error.message });
    } finally {
      await fetch.close();
    }
  }
  return live;
}
