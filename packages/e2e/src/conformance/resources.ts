import { type McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { PNG } from "./samples.ts";

/** The resources that the suite reads. Subscribing by request is of the legacy era. */
export function resourcesOf(server: McpServer, era: "legacy" | "modern"): void {
  const plain = (name: string, uri: string, words: string) =>
    server.registerResource(name, uri, { description: name, mimeType: "text/plain" }, () => ({
      contents: [{ uri, mimeType: "text/plain", text: words }],
    }));
  plain("static text", "test://static-text", "This is the content of the static text resource.");
  plain("watched resource", "test://watched-resource", "Watched resource content");
  server.registerResource("static binary", "test://static-binary", { description: "one pixel", mimeType: "image/png" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "image/png", blob: PNG }],
  }));
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { description: "data by id", mimeType: "application/json" },
    ({ href }, { id }) => ({
      contents: [
        { uri: href, mimeType: "application/json", text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }) },
      ],
    }),
  );
  if (era === "modern") return;
  const subscribed = new Set<string>();
  server.server.setRequestHandler("resources/subscribe", ({ params }) => {
    subscribed.add(params.uri);
    return {};
  });
  server.server.setRequestHandler("resources/unsubscribe", ({ params }) => {
    subscribed.delete(params.uri);
    return {};
  });
}
