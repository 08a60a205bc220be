import { categoryWords, shown } from "@portcullis/catalogue";
import type { CatalogueCounts, CataloguePage } from "@portcullis/control-plane";
import { type Asked, askedHref } from "./asked.ts";
import { bullets, escaped, heading, link, markdownPage } from "./markdown.ts";
import { serverHref, toolHref } from "./paths.ts";
import { toolWords } from "./server-rows.tsx";

/** The Markdown twin of the index, for the same question. */
export function catalogueMarkdown(asked: Asked, counts: CatalogueCounts, results: CataloguePage): string {
  return markdownPage([
    heading(1, "Catalogue of MCP servers and their tools"),
    `${counts.tools} tools of ${counts.servers} MCP servers, each with category, risk and the policy that controls it.`,
    bullets([
      ...results.servers.map(
        (server) =>
          `${link(shown(server.name, 80), serverHref(server.slug))}: ${toolWords(server)}${server.description ? `. “${escaped(shown(server.description, 140))}”` : ""}`,
      ),
      ...results.tools.map(
        (tool) =>
          `${link(shown(tool.name, 120), toolHref(tool.serverSlug, tool.name))} of ${escaped(shown(tool.serverName, 60))} (${categoryWords[tool.category].name})`,
      ),
    ]),
    results.next ? link("Next page", askedHref(asked, { from: results.next }, "/catalogue.md")) : "",
  ]);
}
