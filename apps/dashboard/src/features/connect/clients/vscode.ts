import type { ClientBlock } from "../client-block.ts";
import { vscodeInsidersWebLink, vscodeLink, vscodeWebLink } from "../install-link.ts";
import { jsonText, posixCommand, powershellCommand } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

const WITHOUT_HEADER = "Adds the URL only. Add the headers and inputs of the file above afterwards, or the gateway answers 401.";

export const vscode: ClientBlock = {
  id: "vscode",
  name: "VS Code",
  trafficFrom: "device",
  access: "token",
  forms: (target) => {
    const { name, url } = target;
    const words = ["code", "--add-mcp", JSON.stringify({ name, type: "http", url })];
    return [
      {
        kind: "file",
        title: "Write the workspace file",
        path: ".vscode/mcp.json",
        language: "json",
        text: jsonText({
          inputs: [{ type: "promptString", id: "portcullis-token", description: "Portcullis token", password: true }],
          servers: { [name]: { type: "http", url, headers: bearerHeaders(spelling.input) } },
        }),
        note: "VS Code asks for the token once and keeps it in its secret storage. The top-level key is servers, not mcpServers.",
      },
      { kind: "link", label: "Add to VS Code", href: vscodeLink(target), note: WITHOUT_HEADER },
      { kind: "link", label: "Add to VS Code Insiders", href: vscodeLink(target, "vscode-insiders"), note: WITHOUT_HEADER },
      { kind: "link", label: "Add by vscode.dev", href: vscodeWebLink(target), note: WITHOUT_HEADER },
      { kind: "link", label: "Add by insiders.vscode.dev", href: vscodeInsidersWebLink(target), note: WITHOUT_HEADER },
      {
        kind: "command",
        title: "Add the URL from a terminal",
        posix: posixCommand(words),
        powershell: powershellCommand(words),
        note: WITHOUT_HEADER,
      },
    ];
  },
  notes: [
    "When the first request fails, VS Code tries the older SSE transport, so its message may speak of SSE. The activity log has the real status.",
  ],
  checked: { how: "vendor", date: "2026" },
};
