import { type ClientBlock, LITERAL_PLACEHOLDER } from "../client-block.ts";
import { jsonText } from "../serialize.ts";
import { bearerHeaders } from "./bearer-headers.ts";
import { bridgeEntry, bridgeNotes } from "./bridge.ts";

export const cline: ClientBlock = {
  id: "cline",
  name: "Cline",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_AUTH",
  forms: (target) => [
    {
      kind: "file",
      title: "Through the bridge",
      path: "cline_mcp_settings.json",
      language: "json",
      text: jsonText({ mcpServers: { [target.name]: bridgeEntry(target) } }),
    },
    {
      kind: "file",
      title: "Without the bridge",
      path: "cline_mcp_settings.json",
      language: "json",
      literal: true,
      text: jsonText({
        mcpServers: { [target.name]: { type: "streamableHttp", url: target.url, headers: bearerHeaders(LITERAL_PLACEHOLDER) } },
      }),
      note: "streamableHttp is in camel case here. Without a type Cline may take the server for SSE.",
    },
  ],
  notes: ["The same entry can be made under MCP Servers, Remote Servers, Streamable HTTP. Cline documents no variables.", ...bridgeNotes],
  checked: { how: "vendor", version: "bridge run with 0.15.1", date: "2026" },
};
