import { fromJsonSchema, inputRequired, inputResponse, type McpServer, type ServerNotifier } from "@modelcontextprotocol/server";
import { saying } from "./samples.ts";

/** Tools behind which the suite looks at the wire: schemas, mirrored headers, capabilities, streams, changes. */
export function wireTools(server: McpServer, notifier: () => ServerNotifier | undefined): void {
  server.registerTool(
    "json_schema_2020_12_tool",
    { description: "Has a schema of many words", inputSchema: fromJsonSchema(MANY_WORDS) },
    () => saying("taken"),
  );
  server.registerTool(
    "test_x_mcp_header",
    {
      description: "Mirrors arguments in headers",
      inputSchema: fromJsonSchema<{ region: string }>({
        type: "object",
        properties: {
          region: { type: "string", "x-mcp-header": "Region" },
          priority: { type: "integer", "x-mcp-header": "Priority" },
          verbose: { type: "boolean", "x-mcp-header": "Verbose" },
          query: { type: "string" },
        },
      } as Parameters<typeof fromJsonSchema>[0]),
    },
    ({ region }) => saying(`region ${region}`),
  );
  // The server package answers a question that the client has not declared with -32021.
  server.registerTool("test_missing_capability", { description: "Cannot do without sampling" }, ({ mcpReq }) => {
    if (inputResponse(mcpReq.inputResponses, "words").kind === "sampling") return saying("The client can sample.");
    const messages = [{ role: "user" as const, content: { type: "text" as const, text: "Anything" } }];
    return inputRequired({ inputRequests: { words: inputRequired.createMessage({ messages, maxTokens: 10 }) } });
  });
  server.registerTool("test_streaming_elicitation", { description: "Speaks, then asks" }, async (ctx) => {
    const answer = inputResponse(ctx.mcpReq.inputResponses, "name");
    if (answer.kind === "elicit") return saying("Answered.");
    await ctx.mcpReq.notify({ method: "notifications/progress", params: { progressToken: "streaming", progress: 1 } });
    const requestedSchema = { type: "object" as const, properties: { name: { type: "string" as const } } };
    return inputRequired({ inputRequests: { name: inputRequired.elicit({ message: "What is your name?", requestedSchema }) } });
  });
  server.registerTool("test_logging_tool", { description: "Logs when it was asked to" }, async (ctx) => {
    await ctx.mcpReq.log("info", "a line of the log");
    return saying("logged");
  });
  server.registerTool("test_trigger_tool_change", { description: "Says that the tools have changed" }, () => {
    notifier()?.toolsChanged();
    return saying("told");
  });
  server.registerTool("test_trigger_prompt_change", { description: "Says that the prompts have changed" }, () => {
    notifier()?.promptsChanged();
    return saying("told");
  });
}

const MANY_WORDS = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: { $anchor: "addressDef", type: "object", properties: { street: { type: "string" }, city: { type: "string" } } },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
} as Parameters<typeof fromJsonSchema>[0];
