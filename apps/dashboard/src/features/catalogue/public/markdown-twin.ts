import { attackPatterns, findAttack } from "@portcullis/catalogue";
import { env } from "../../../env.ts";
import { contactMarkdown } from "../../contact/contact-words.ts";
import { scanMarkdown } from "../../scan/scan-words.ts";
import { type Query, readAsked } from "./asked.ts";
import { attackListMarkdown, attackMarkdown } from "./attack-markdown.ts";
import { catalogueMarkdown } from "./catalogue-markdown.ts";
import { llmsText } from "./llms-text.ts";
import { toolOfSegment } from "./paths.ts";
import { readResults, readServerPage, readSize, readToolPage } from "./read.ts";
import { serverMarkdown } from "./server-markdown.ts";
import { toolMarkdown } from "./tool-markdown.ts";

/** The Markdown of the page at a path, or null where no page is. */
export async function markdownTwin([place, ...rest]: readonly string[], query: Query): Promise<string | null> {
  const [first, second] = rest;
  if (rest.length > 2 || (rest.length > 0 && place !== "catalogue" && place !== "attacks")) return null;
  switch (place) {
    case "index":
      return llmsText(env().dashboardUrl, await readSize());
    case "contact":
      return contactMarkdown();
    case "scan":
      return scanMarkdown();
    case "attacks":
      return first === undefined ? attackListMarkdown(attackPatterns) : second === undefined ? attackTwin(first) : null;
    case "catalogue":
      return first === undefined ? indexTwin(query) : second === undefined ? serverTwin(first) : toolTwin(first, second);
    default:
      return null;
  }
}

async function indexTwin(query: Query) {
  const asked = readAsked(query);
  return catalogueMarkdown(asked, await readSize(), await readResults(asked));
}

async function serverTwin(slug: string) {
  const page = await readServerPage(slug);
  return page && serverMarkdown(page);
}

async function toolTwin(slug: string, segment: string) {
  const name = toolOfSegment(segment);
  const page = name === null ? null : await readToolPage(slug, name);
  return page && toolMarkdown(page);
}

function attackTwin(slug: string) {
  const pattern = findAttack(slug);
  return pattern ? attackMarkdown(pattern) : null;
}
