import type { ClientBlock } from "../client-block.ts";
import { jsonText, posixCommand, powershellCommand } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const geminiCli: ClientBlock = {
  id: "gemini-cli",
  name: "Gemini CLI",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ name, url }) => {
    const words = [
      "gemini",
      "mcp",
      "add",
      "--transport",
      "http",
      "-s",
      "user",
      name,
      url,
      "-H",
      `Authorization: Bearer ${spelling.braces}`,
    ];
    const headers = bearerHeaders(spelling.braces);
    return [
      { kind: "command", title: "Add it from a terminal", posix: posixCommand(words), powershell: powershellCommand(words) },
      {
        kind: "file",
        title: "Or write the settings",
        path: "~/.gemini/settings.json",
        language: "json",
        text: jsonText({ mcpServers: { [name]: { url, type: "http", headers } } }),
      },
      {
        kind: "file",
        title: "For older releases, where a bare url means SSE",
        path: "~/.gemini/settings.json",
        language: "json",
        text: jsonText({ mcpServers: { [name]: { httpUrl: url, headers } } }),
      },
    ];
  },
  notes: ["gemini mcp list needs a trusted folder."],
  checked: { how: "measured", version: "0.61", date: "2026" },
};
