import { acceptedContent, completable, inputRequired, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { PNG, text } from "./samples.ts";

const user = <T>(content: T) => ({ role: "user" as const, content });

/** The prompts that the suite asks for. */
export function promptsOf(server: McpServer): void {
  server.registerPrompt("test_simple_prompt", { description: "One message" }, () => ({
    messages: [user(text("This is a simple prompt for testing."))],
  }));
  const word = (choices: string[]) => completable(z.string(), (start) => choices.filter((choice) => choice.startsWith(start)));
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "Two arguments", argsSchema: z.object({ arg1: word(["paris", "park", "test"]), arg2: z.string() }) },
    ({ arg1, arg2 }) => ({ messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "A resource", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) => ({
      messages: [
        user({ type: "resource" as const, resource: { uri, mimeType: "text/plain", text: "Embedded resource content for testing." } }),
        user(text("Please process the embedded resource above.")),
      ],
    }),
  );
  server.registerPrompt("test_prompt_with_image", { description: "An image" }, () => ({
    messages: [user({ type: "image" as const, data: PNG, mimeType: "image/png" }), user(text("Please analyze the image above."))],
  }));
  server.registerPrompt("test_input_required_result_prompt", { description: "Asks first" }, ({ mcpReq }) => {
    const answer = acceptedContent<{ context: string }>(mcpReq.inputResponses, "user_context");
    if (answer !== undefined) return { messages: [user(text(`In the context of ${answer.context}.`))] };
    const requestedSchema = { type: "object" as const, properties: { context: { type: "string" as const } }, required: ["context"] };
    const user_context = inputRequired.elicit({ message: "What context should the prompt use?", requestedSchema });
    return inputRequired({ inputRequests: { user_context } });
  });
}
