// Written by scripts/record-catalogue.mjs.

/** A server whose tools were recorded by running it; its file is read when it is asked for. */
export type RecordedServer = { slug: string; load: () => Promise<Record<string, unknown>> };

/** The servers that the catalogue ships with, by slug. */
export const recordedServers: readonly RecordedServer[] = [
  { slug: "airtable", load: async () => (await import("../data/airtable.json", { with: { type: "json" } })).default },
  { slug: "antv-chart", load: async () => (await import("../data/antv-chart.json", { with: { type: "json" } })).default },
  { slug: "aws-kb-retrieval", load: async () => (await import("../data/aws-kb-retrieval.json", { with: { type: "json" } })).default },
  { slug: "azure", load: async () => (await import("../data/azure.json", { with: { type: "json" } })).default },
  { slug: "brave-search", load: async () => (await import("../data/brave-search.json", { with: { type: "json" } })).default },
  {
    slug: "brave-search-reference",
    load: async () => (await import("../data/brave-search-reference.json", { with: { type: "json" } })).default,
  },
  { slug: "browserbase", load: async () => (await import("../data/browserbase.json", { with: { type: "json" } })).default },
  { slug: "cloudflare", load: async () => (await import("../data/cloudflare.json", { with: { type: "json" } })).default },
  { slug: "context7", load: async () => (await import("../data/context7.json", { with: { type: "json" } })).default },
  { slug: "elasticsearch", load: async () => (await import("../data/elasticsearch.json", { with: { type: "json" } })).default },
  { slug: "everart", load: async () => (await import("../data/everart.json", { with: { type: "json" } })).default },
  { slug: "everything", load: async () => (await import("../data/everything.json", { with: { type: "json" } })).default },
  { slug: "exa", load: async () => (await import("../data/exa.json", { with: { type: "json" } })).default },
  { slug: "figma-framelink", load: async () => (await import("../data/figma-framelink.json", { with: { type: "json" } })).default },
  { slug: "filesystem", load: async () => (await import("../data/filesystem.json", { with: { type: "json" } })).default },
  { slug: "firecrawl", load: async () => (await import("../data/firecrawl.json", { with: { type: "json" } })).default },
  { slug: "github", load: async () => (await import("../data/github.json", { with: { type: "json" } })).default },
  { slug: "gitlab", load: async () => (await import("../data/gitlab.json", { with: { type: "json" } })).default },
  { slug: "google-maps", load: async () => (await import("../data/google-maps.json", { with: { type: "json" } })).default },
  { slug: "hubspot", load: async () => (await import("../data/hubspot.json", { with: { type: "json" } })).default },
  { slug: "kubernetes", load: async () => (await import("../data/kubernetes.json", { with: { type: "json" } })).default },
  { slug: "memory", load: async () => (await import("../data/memory.json", { with: { type: "json" } })).default },
  { slug: "mongodb", load: async () => (await import("../data/mongodb.json", { with: { type: "json" } })).default },
  { slug: "notion", load: async () => (await import("../data/notion.json", { with: { type: "json" } })).default },
  { slug: "playwright", load: async () => (await import("../data/playwright.json", { with: { type: "json" } })).default },
  { slug: "postgres", load: async () => (await import("../data/postgres.json", { with: { type: "json" } })).default },
  { slug: "puppeteer", load: async () => (await import("../data/puppeteer.json", { with: { type: "json" } })).default },
  { slug: "sentry", load: async () => (await import("../data/sentry.json", { with: { type: "json" } })).default },
  { slug: "sequential-thinking", load: async () => (await import("../data/sequential-thinking.json", { with: { type: "json" } })).default },
  { slug: "shopify-dev", load: async () => (await import("../data/shopify-dev.json", { with: { type: "json" } })).default },
  { slug: "slack", load: async () => (await import("../data/slack.json", { with: { type: "json" } })).default },
  { slug: "tavily", load: async () => (await import("../data/tavily.json", { with: { type: "json" } })).default },
  { slug: "twilio", load: async () => (await import("../data/twilio.json", { with: { type: "json" } })).default },
  { slug: "zabbix", load: async () => (await import("../data/zabbix.json", { with: { type: "json" } })).default },
];
