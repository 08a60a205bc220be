import { setTimeout as delay } from "node:timers/promises";
import { inputRequired, inputResponse, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { saying } from "./samples.ts";

/** Tools that say something, or ask the client for something, before they answer. In the legacy era a question goes out as a request. */
export function conversationTools(server: McpServer): void {
  server.registerTool("test_tool_with_logging", { description: "Logs three times" }, async (ctx) => {
    await ctx.mcpReq.log("info", "Tool execution started");
    await delay(50);
    await ctx.mcpReq.log("info", "Tool processing data");
    await delay(50);
    await ctx.mcpReq.log("info", "Tool execution completed");
    return saying("logged three times");
  });
  server.registerTool("test_tool_with_progress", { description: "Reports progress three times" }, async (ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progress > 0) await delay(50);
      if (progressToken !== undefined) {
        await ctx.mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
      }
    }
    return saying("reported three times");
  });
  server.registerTool("test_reconnection", { description: "Closes its stream and answers on the next one" }, async (ctx) => {
    ctx.http?.closeSSE?.();
    await delay(100);
    return saying("Reconnection test completed successfully.");
  });
  server.registerTool(
    "test_sampling",
    { description: "Asks for a completion", inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, ctx) => {
      const answer = inputResponse(ctx.mcpReq.inputResponses, "answer");
      if (answer.kind === "sampling") {
        const { content } = answer.result;
        return saying(`LLM response: ${!Array.isArray(content) && content.type === "text" ? content.text : JSON.stringify(content)}`);
      }
      const messages = [{ role: "user" as const, content: { type: "text" as const, text: prompt } }];
      return inputRequired({ inputRequests: { answer: inputRequired.createMessage({ messages, maxTokens: 100 }) } });
    },
  );
  const ask = (name: string, message: string, properties: Record<string, object>, required: string[] = []) => {
    server.registerTool(name, { description: "Asks the user" }, (ctx) =>
      elicited(ctx, message, properties, required, "Elicitation completed"),
    );
  };
  server.registerTool(
    "test_elicitation",
    { description: "Asks the user", inputSchema: z.object({ message: z.string() }) },
    ({ message }, ctx) =>
      elicited(
        ctx,
        message,
        { username: { type: "string", description: "User's response" }, email: { type: "string", description: "User's email address" } },
        ["username", "email"],
        "User response",
      ),
  );
  ask("test_elicitation_sep1034_defaults", "Please review and update the form fields with defaults", {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  });
  const options = ["option1", "option2", "option3"];
  const titled = (ordinal: string) =>
    ["First", "Second", "Third"].map((title, index) => ({ const: `value${index + 1}`, title: `${title} ${ordinal}` }));
  ask("test_elicitation_sep1330_enums", "Please select options from the enum fields", {
    untitledSingle: { type: "string", enum: options },
    titledSingle: { type: "string", oneOf: titled("Option") },
    legacyEnum: { type: "string", enum: ["opt1", "opt2", "opt3"], enumNames: ["Option One", "Option Two", "Option Three"] },
    untitledMulti: { type: "array", items: { type: "string", enum: options } },
    titledMulti: { type: "array", items: { anyOf: titled("Choice") } },
  });
}

type Asking = { mcpReq: { inputResponses?: Record<string, unknown> } };

function elicited(ctx: Asking, message: string, properties: Record<string, object>, required: string[], lead: string) {
  const answer = inputResponse(ctx.mcpReq.inputResponses, "form");
  if (answer.kind === "elicit") {
    return saying(`${lead}: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`);
  }
  const requestedSchema = { type: "object" as const, properties, ...(required.length > 0 ? { required } : {}) };
  const form = inputRequired.elicit({ message, requestedSchema } as Parameters<typeof inputRequired.elicit>[0]);
  return inputRequired({ inputRequests: { form } });
}
