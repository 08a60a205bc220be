import type { Classification } from "../definition.ts";
import { canBeNamed } from "../recommend/recommend-policy.ts";
import { categoryWords, riskWords } from "../words.ts";
import type { PageServer, ToolPageContent } from "./content.ts";
import { shown } from "./reveal-hidden.ts";
import type { Text } from "./text.ts";

export const deniedReason = "Agents do not use this tool here.";

/** The policy that answers "can it be rate-limited": at most ten calls in any sixty seconds, for each grant. */
export const rateLimitedPolicy = (tool: string) => ({
  version: "1",
  default: "deny",
  tools: { [tool]: { rate_limit: { max: 10, window: 60 } } },
});

/** The policy that answers "how is it blocked completely". */
export const deniedPolicy = (tool: string) => ({
  version: "1",
  default: "deny",
  tools: { [tool]: { action: "deny", reason: deniedReason } },
});

/** Questions that people ask, with answers that are true of this product word for word (held by tests). */
export function questionsOf(
  toolName: string,
  { category, risk }: Classification,
  server: PageServer,
  summary: Text,
): ToolPageContent["questions"] {
  const tool = { code: shown(toolName, 120) };
  const service = shown(server.name, 80);
  const policyText = (document: object) => (canBeNamed(toolName) ? { policyText: JSON.stringify(document, null, 2) } : {});
  const { name, meaning } = categoryWords[category];
  return {
    heading: "Questions",
    items: [
      { question: ["What does ", tool, " do?"], answer: [...summary, ` It is ${an(name)} tool: ${lowered(meaning)}`] },
      {
        question: ["How is a policy enforced on ", tool, "?"],
        answer: [
          `Register the ${service} server, and write a rule for the tool: allow it, deny it, limit its rate, or require approval. Agents use the gateway’s URL in place of the server’s, and every call is checked before it reaches ${service}.`,
        ],
      },
      {
        question: ["What risk does ", tool, " carry?"],
        answer: [`${riskWords[risk].name}. ${riskWords[risk].meaning} ${riskWords[risk].practice}`],
      },
      {
        question: ["Can ", tool, " be rate-limited?"],
        answer: [
          "Yes. Put a ",
          { code: "rate_limit" },
          " with ",
          { code: "max: 10" },
          " and ",
          { code: "window: 60" },
          " into its entry: at most 10 calls in any 60 seconds. Calls are counted per agent, that is for each grant by itself, and the count resets by itself: there is room again as soon as a call is older than 60 seconds.",
        ],
        ...policyText(rateLimitedPolicy(toolName)),
      },
      {
        question: ["How is ", tool, " blocked completely?"],
        answer: [
          "Set ",
          { code: 'action: "deny"' },
          " in its entry, with a ",
          { code: "reason" },
          `. The call never reaches ${service}: the agent gets a policy violation it can read, with that reason, and knows that trying again is no use.`,
        ],
        ...policyText(deniedPolicy(toolName)),
      },
      { question: ["Which server provides ", tool, "?"], answer: providerOf(server, service) },
    ],
  };
}

function providerOf(server: PageServer, service: string): Text {
  const repository = server.repository?.replace(/^https?:\/\/(?:www\.)?github\.com\//i, "").replace(/(?:\.git)?\/?$/i, "");
  const parts: (string | { code: string })[] = [`The ${service} MCP server`];
  if (repository) parts.push(", ", { code: shown(repository, 120) });
  if (server.package && server.package !== repository)
    parts.push(repository ? ", published as " : ", published as ", { code: shown(server.package, 120) });
  if (server.version) parts.push(`; recorded here in version ${shown(server.version, 40)}`);
  return [...parts, "."];
}

const an = (name: string) => `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
