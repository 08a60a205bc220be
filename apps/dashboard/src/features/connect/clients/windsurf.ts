import type { ClientBlock } from "../client-block.ts";
import { jsonText } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const windsurf: ClientBlock = {
  id: "windsurf",
  name: "Windsurf",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ name, url }) => [
    {
      kind: "file",
      title: "Write the configuration",
      path: "~/.codeium/windsurf/mcp_config.json",
      language: "json",
      text: jsonText({ mcpServers: { [name]: { serverUrl: url, headers: bearerHeaders(spelling.env) } } }),
    },
  ],
  notes: [
    "The key is serverUrl. Entries copied from Cursor, which say url, have failed.",
    "Refresh the server list after saving. Windsurf takes at most 100 tools over all servers, so a policy that hides what is not needed helps.",
  ],
  checked: { how: "vendor", date: "2026" },
};
