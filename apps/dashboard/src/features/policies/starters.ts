/** What a new policy can start from. */
export type StarterId = "nothing" | "everything" | "one-tool";

export const starters: readonly { id: StarterId; label: string; hint: string }[] = [
  { id: "nothing", label: "Nothing", hint: "Every call is denied until you say what is allowed. The safe start." },
  {
    id: "one-tool",
    label: "One tool with a limit",
    hint: "One tool of this server, at most 10 calls a minute for each grant. Everything else is denied.",
  },
  {
    id: "everything",
    label: "Everything the server offers",
    hint: "Every call is allowed, also of tools the server adds later. Good for looking around.",
  },
];

/** The document's text, in the form people keep. `tools` are the server's tool names with what it says about them. */
export function starterDocument(id: StarterId, tools: readonly { name: string; readOnly: boolean }[]): string {
  const example = id === "one-tool" ? exampleTool(tools) : undefined;
  const entry = { limits: [{ counter: `${example}_rate`, window: "minute", max: 10, scope: "grant" }] };
  const document = { version: "1", default: id === "everything" ? "allow" : "deny", tools: example ? { [example]: entry } : {} };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The best known example where the server has it, else a tool that says it only reads, else the first one. */
function exampleTool(tools: readonly { name: string; readOnly: boolean }[]): string | undefined {
  const found = tools.find((tool) => tool.name === "zabbix_logout") ?? tools.find((tool) => tool.readOnly) ?? tools[0];
  return found?.name;
}
