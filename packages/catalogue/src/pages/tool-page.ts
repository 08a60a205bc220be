import { parametersOf } from "../classify/schema.ts";
import type { Classification, ToolDefinition } from "../definition.ts";
import { canBeNamed, recommendPolicy } from "../recommend/recommend-policy.ts";
import { categoryWords, riskWords } from "../words.ts";
import { attacksOnTool } from "./attacks-on-tool.ts";
import type { CatalogueSize, PageServer, PageSibling, ToolPageContent } from "./content.ts";
import { phraseOf, summaryOf } from "./phrase.ts";
import { questionsOf } from "./questions.ts";
import { relatedTo } from "./related.ts";
import { shown } from "./reveal-hidden.ts";
import { plainText, type Text } from "./text.ts";
import { shownEvidence, shownSignal, whyPolicy } from "./why-policy.ts";

/**
 * Everything the page of one tool says, from its definition and what the classifier found in it. Pure; words of the definition are
 * pieces of their own, with hidden characters made visible and cut at a length. `siblings`: the server's other tools.
 */
export function toolPage(
  tool: ToolDefinition,
  classification: Classification,
  server: PageServer,
  siblings: readonly PageSibling[],
  size?: CatalogueSize,
): ToolPageContent {
  const { category, risk } = classification;
  const name = shown(tool.name, 120);
  const service = shown(server.name, 80);
  const others = siblings.filter((sibling) => sibling.name !== tool.name);
  const phrase = phraseOf(tool.name, server, [tool.name, ...others.map((sibling) => sibling.name)]);
  const summary = summaryOf(tool, server, phrase);
  const { document, effect } = recommendPolicy([{ name: tool.name, category, inputSchema: tool.inputSchema }], { form: "tools" });
  const words = { category: categoryWords[category], risk: riskWords[risk] };
  const served = others.length + 1;
  return {
    name,
    title: `${name} on ${service}: ${words.risk.name.toLowerCase()}, and the policy for it`,
    description: `${plainText(summary)} ${words.risk.name}, ${words.category.name}: why, which attacks abuse it, and the rule that controls it.`,
    badge: { category, categoryName: words.category.name, risk, riskName: words.risk.name },
    summary,
    whatItDoes: {
      heading: "What it does on this server",
      paragraphs: [
        [{ code: name }, ` is ${/^[AEIOU]/.test(words.category.name) ? "an" : "a"} ${words.category.name} tool. ${words.category.meaning}`],
        argumentsOf(tool, service),
        [words.category.practice],
      ],
    },
    whyPolicy: {
      heading: "Why it needs a policy",
      paragraphs: whyPolicy(classification, phrase, others, server.ourWords),
      evidence: classification.evidence.slice(0, 12).map((one) => shownEvidence(one, server.ourWords)),
      signals: classification.signals.slice(0, 24).map(shownSignal),
    },
    attacks: {
      heading: "Attack patterns that abuse it",
      paragraphs: [[`What is known to happen with ${words.category.name.toLowerCase()} access like this one, and the rule against it:`]],
      items: attacksOnTool(classification, 4),
    },
    control: {
      heading: "How to control it",
      paragraphs: [
        canBeNamed(tool.name)
          ? ["The policy that we recommend for ", { code: name }, ":"]
          : [
              "A policy cannot name this tool exactly: its name means something else there, or holds what no name may; it stays denied by ",
              { code: "default" },
              ".",
            ],
      ],
      policy: document,
      policyText: JSON.stringify(document, null, 2),
      effect,
      steps: [
        { title: `Register the ${service} server.`, text: ["An account is free, and there is nothing to install."] },
        {
          title: "Add this policy.",
          text: ["Paste it, or build it with the visual editor; it is checked against the server’s own tools before it is published."],
        },
        { title: "Point the MCP client at the gateway URL.", text: ["From then on every call is checked before it reaches the server."] },
      ],
    },
    related: {
      heading: "Related tools",
      paragraphs:
        others.length > 0 ? [[`Other tools of ${service}, and the rule recommended for each:`]] : [[`It is the only tool of ${service}.`]],
      tools: relatedTo(tool.name, category, others, 6),
    },
    deeper: {
      heading: "Go deeper",
      links: [
        {
          label: `All ${served === 1 ? "about" : `${served.toLocaleString("en-US")} tools of`} ${service}`,
          href: `/catalogue/${encodeURIComponent(server.slug)}`,
        },
        { label: `Other ${words.category.name} tools`, href: `/catalogue?category=${category}` },
        { label: "Attack patterns", href: "/attacks" },
        { label: "Check a client’s configuration", href: "/scan" },
      ],
    },
    questions: questionsOf(tool.name, classification, server, summary),
    callToAction: {
      heading: served === 1 ? `Put a policy on ${service}` : `Put a policy on all ${served.toLocaleString("en-US")} tools of ${service}`,
      text: [
        `${served.toLocaleString("en-US")} ${served === 1 ? "tool" : "tools"} catalogued and risk-classified`,
        size ? `, of ${size.tools.toLocaleString("en-US")} tools on ${size.servers.toLocaleString("en-US")} servers in the index.` : ".",
      ],
    },
  };
}

/** What the arguments are, and what hangs on them. */
function argumentsOf(tool: ToolDefinition, service: string): Text {
  const parameters = parametersOf(tool.inputSchema);
  if (parameters.length === 0)
    return [`It takes no arguments: every call is the same, and what it leads to depends on the state of ${service} at that moment.`];
  const { required } = tool.inputSchema as { required?: unknown };
  const asked = (Array.isArray(required) ? required : []).filter(
    (one): one is string => typeof one === "string" && parameters.some(({ name }) => name === one),
  );
  const count = `${parameters.length} ${parameters.length === 1 ? "argument" : "arguments"}`;
  if (asked.length === 0) return [`It takes ${count}, none of which is required; what a call leads to depends on those that are given.`];
  const named = asked
    .slice(0, 4)
    .flatMap((one, at) => [
      at === 0 ? "" : at === Math.min(asked.length, 4) - 1 && asked.length <= 4 ? " and " : ", ",
      { code: shown(one, 60) },
    ]);
  const more = asked.length > 4 ? ` and ${asked.length - 4} more` : "";
  const verb = asked.length === 1 ? "is" : "are";
  return [
    `It takes ${count}, of which `,
    ...named.filter((piece) => piece !== ""),
    `${more} ${verb} required; what a call leads to depends on them.`,
  ];
}
