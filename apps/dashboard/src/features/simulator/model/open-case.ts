import { noFacts, type SimulatorFacts } from "./facts.ts";
import { writtenValue } from "./written-value.ts";

type Written = {
  call?: { tool?: string; arguments?: unknown };
  facts?: {
    grant?: SimulatorFacts["grant"];
    client?: SimulatorFacts["client"];
    time?: string;
    used?: Record<string, unknown>;
    approved?: boolean;
  };
};

/** A saved case as the simulator's fields hold it, the arguments as they are spelled; null for prompts and resources, which have no form. */
export function openCase(text: string): { tool: string; args: string; facts: SimulatorFacts } | null {
  const { call, facts = {} } = JSON.parse(text) as Written;
  if (call?.tool === undefined) return null;
  const used = Object.fromEntries(Object.entries(facts.used ?? {}).map(([counter, value]) => [counter, String(value)]));
  return {
    tool: call.tool,
    args: writtenValue(text, "call", "arguments") ?? "{}",
    facts: {
      ...noFacts,
      grant: facts.grant ?? noFacts.grant,
      client: facts.client ?? {},
      time: facts.time ?? "",
      used,
      approved: facts.approved === true,
    },
  };
}
