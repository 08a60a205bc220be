import { riskOf } from "../category.ts";
import type { Classification, ToolDefinition } from "../definition.ts";
import { recommend } from "../recommend/recommend.ts";
import { recommendPolicy } from "../recommend/recommend-policy.ts";
import { categoryWords, riskWords, signalWords } from "../words.ts";
import type { CatalogueSize, PageServer, PageSibling, ToolPageContent } from "./content.ts";
import { shown } from "./reveal-hidden.ts";

/** Everything the page of one tool says, from its definition and what the classifier found in it. Pure; safe for hostile definitions. */
export function toolPage(
  tool: ToolDefinition,
  classification: Classification,
  server: PageServer,
  siblings: readonly PageSibling[],
  size?: CatalogueSize,
): ToolPageContent {
  const { category, risk } = classification;
  const name = shown(tool.name, 120);
  const { document, effect } = recommendPolicy([{ name: tool.name, category, inputSchema: tool.inputSchema }], { form: "tools" });
  return {
    name,
    title: `${name} on ${server.name}: risk and policy`,
    description: `${name} on ${server.name}: ${riskWords[risk].name}, ${categoryWords[category].name}.`,
    badge: { category, categoryName: categoryWords[category].name, risk, riskName: riskWords[risk].name },
    summary: [categoryWords[category].meaning],
    whatItDoes: { heading: "What it does on this server", paragraphs: [[categoryWords[category].practice]] },
    whyPolicy: {
      heading: "Why it needs a policy",
      paragraphs: [],
      evidence: classification.evidence.map(({ field, quote, because, says }) => ({
        field,
        fieldName: field,
        quote: shown(quote, 200),
        because,
        says,
      })),
      signals: classification.signals.map((signal) => ({
        ...signal,
        name: signalWords[signal.kind].name,
        quote: shown(signal.quote, 200),
      })),
    },
    attacks: { heading: "Attack patterns", paragraphs: [], items: [] },
    control: {
      heading: "How to control it",
      paragraphs: [],
      policy: document,
      policyText: JSON.stringify(document, null, 2),
      effect,
      steps: [],
    },
    related: {
      heading: "Related tools",
      paragraphs: [],
      tools: siblings.slice(0, 6).map((sibling) => ({
        name: shown(sibling.name, 120),
        category: sibling.category,
        risk: riskOf(sibling.category),
        rule: recommend(sibling).effect,
      })),
    },
    deeper: { heading: "Go deeper", links: [{ label: server.name, href: `/catalogue/${server.slug}` }] },
    questions: { heading: "Questions", items: [] },
    callToAction: { heading: `Put a policy on ${server.name}`, text: size ? [`${size.tools} tools catalogued and risk-classified.`] : [] },
  };
}
