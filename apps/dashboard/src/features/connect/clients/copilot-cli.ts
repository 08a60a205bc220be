import type { ClientBlock } from "../client-block.ts";
import { jsonText, posixCommand, powershellCommand } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const copilotCli: ClientBlock = {
  id: "copilot-cli",
  name: "Copilot CLI",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ name, url }) => {
    const words = ["copilot", "mcp", "add", "--transport", "http", "--header", `Authorization: Bearer ${spelling.braces}`, name, url];
    return [
      { kind: "command", title: "Add it from a terminal", posix: posixCommand(words), powershell: powershellCommand(words) },
      {
        kind: "file",
        title: "Or write the configuration",
        path: "~/.copilot/mcp-config.json",
        language: "json",
        text: jsonText({ mcpServers: { [name]: { type: "http", url, tools: ["*"], headers: bearerHeaders(spelling.braces) } } }),
        note: "In trusted folders .mcp.json and .github/mcp.json are read too; .vscode/mcp.json is not.",
      },
    ];
  },
  notes: ["Version 0.0.407 sent the variable unexpanded. The gateway's 401 says so when it happens."],
  checked: { how: "vendor", version: "command run with 1.0.102", date: "2026" },
};
