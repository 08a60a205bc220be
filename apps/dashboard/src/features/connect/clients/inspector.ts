import type { ClientBlock } from "../client-block.ts";
import { posixCommand, powershellCommand, type Word } from "../serialize.ts";

export const inspector: ClientBlock = {
  id: "inspector",
  name: "MCP Inspector",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ url }) => {
    const package_ = "@modelcontextprotocol/inspector";
    const header: Word = { text: "Authorization: Bearer ", variable: "PORTCULLIS_TOKEN" };
    const words: Word[] = ["npx", package_, "--cli", url, "--transport", "http", "--method", "tools/list", "--header", header];
    return [
      {
        kind: "command",
        title: "List the tools",
        posix: posixCommand(words),
        powershell: powershellCommand(words),
        note: "Here the shell expands the variable, so the token is in the process list while the command runs.",
      },
    ];
  },
  notes: [
    "Needs Node 22.19 or later.",
    "--protocol-era legacy, auto or modern chooses the era of the protocol (legacy unless you say otherwise).",
    "To call a tool: --method tools/call --tool-name NAME --tool-arg key=value. For scripts: --format json -q.",
  ],
  checked: { how: "measured", version: "2.12", date: "2026" },
};
