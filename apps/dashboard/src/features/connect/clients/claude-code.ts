import type { ClientBlock } from "../client-block.ts";
import { jsonText, posixCommand, powershellCommand } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const claudeCode: ClientBlock = {
  id: "claude-code",
  name: "Claude Code",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ name, url }) => {
    const words = [
      "claude",
      "mcp",
      "add",
      "--transport",
      "http",
      "--scope",
      "project",
      name,
      url,
      "--header",
      `Authorization: Bearer ${spelling.braces}`,
    ];
    return [
      { kind: "command", title: "Add it from a terminal", posix: posixCommand(words), powershell: powershellCommand(words) },
      {
        kind: "file",
        title: "Or write the project file",
        path: ".mcp.json",
        language: "json",
        text: jsonText({ mcpServers: { [name]: { type: "http", url, headers: bearerHeaders(spelling.braces) } } }),
        note: "The file can be committed: it holds the variable's name, not the token.",
      },
    ];
  },
  notes: [
    "The variable is read when Claude Code starts. Check with `claude mcp list`.",
    "Some builds sent the variable unexpanded. The gateway's 401 says so when it happens.",
  ],
  checked: { how: "measured", version: "2.1.330", date: "2026" },
};
