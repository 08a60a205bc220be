import { revealHidden } from "@portcullis/catalogue";
import { env } from "../../../env.ts";
import type { ServerPage, ToolPage } from "./page-content.ts";
import { serverHref, toolHref } from "./paths.ts";
import { sourceUrl } from "./source-url.ts";

type Data = Record<string, unknown>;

/** JSON-LD of the pages (schema.org). Only what the page itself shows, for engines punish the rest. */
export function toolData({ tool, content }: ToolPage): Data[] {
  const path = toolHref(tool.serverSlug, tool.name);
  return [
    trailData([
      ["Catalogue", "/catalogue"],
      [revealHidden(tool.server.name), serverHref(tool.serverSlug)],
      [content.name, path],
    ]),
    {
      ...article(content.title, content.description, path),
      dateModified: tool.server.recordedAt.toISOString().slice(0, 10),
      about: application(tool.server),
    },
  ];
}

export function serverData({ server, content }: ServerPage): Data[] {
  return [
    trailData([
      ["Catalogue", "/catalogue"],
      [content.name, serverHref(server.slug)],
    ]),
    { "@context": context, ...application(server), url: absolute(serverHref(server.slug)), description: content.description },
  ];
}

export const catalogueData = ({ servers, tools }: { servers: number; tools: number }): Data[] => [
  {
    "@context": context,
    "@type": "CollectionPage",
    name: "Catalogue of MCP servers and their tools",
    url: absolute("/catalogue"),
    description: `${tools} tools of ${servers} MCP servers, classified by what they do.`,
  },
];

export const articleData = (title: string, description: string, path: string): Data => article(title, description, path);

export const trailData = (steps: readonly (readonly [string, string])[]): Data => ({
  "@context": context,
  "@type": "BreadcrumbList",
  itemListElement: steps.map(([name, path], index) => ({ "@type": "ListItem", position: index + 1, name, item: absolute(path) })),
});

const context = "https://schema.org";
const absolute = (path: string) => new URL(path, env().dashboardUrl).href;

const article = (headline: string, description: string, path: string): Data => ({
  "@context": context,
  "@type": "TechArticle",
  headline,
  description,
  url: absolute(path),
});

function application({ name, version, repository }: ToolPage["tool"]["server"]): Data {
  const source = repository ? sourceUrl(repository) : null;
  return {
    "@type": "SoftwareApplication",
    name: revealHidden(name),
    applicationCategory: "DeveloperApplication",
    ...(version && { softwareVersion: revealHidden(version) }),
    ...(source && { sameAs: source.href }),
  };
}
