import type { McpServer } from "@modelcontextprotocol/server";
import { PNG, saying, text, WAV } from "./samples.ts";

/** Tools that answer at once with one kind of content each. */
export function contentTools(server: McpServer): void {
  const image = { type: "image" as const, data: PNG, mimeType: "image/png" };
  server.registerTool("test_simple_text", { description: "Answers a text" }, () => saying("This is a simple text response for testing."));
  server.registerTool("test_image_content", { description: "Answers an image" }, () => ({ content: [image] }));
  server.registerTool("test_audio_content", { description: "Answers a sound" }, () => ({
    content: [{ type: "audio", data: WAV, mimeType: "audio/wav" }],
  }));
  server.registerTool("test_embedded_resource", { description: "Answers a resource" }, () => ({
    content: [
      {
        type: "resource",
        resource: { uri: "test://embedded-resource", mimeType: "text/plain", text: "This is an embedded resource content." },
      },
    ],
  }));
  server.registerTool("test_multiple_content_types", { description: "Answers text, image and resource" }, () => ({
    content: [
      text("Multiple content types test:"),
      image,
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: JSON.stringify({ test: "data", value: 123 }),
        },
      },
    ],
  }));
  server.registerTool("test_error_handling", { description: "Always fails" }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
}
