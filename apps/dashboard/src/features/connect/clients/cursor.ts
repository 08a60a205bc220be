import type { ClientBlock } from "../client-block.ts";
import { cursorLink } from "../install-link.ts";
import { jsonText } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const cursor: ClientBlock = {
  id: "cursor",
  name: "Cursor",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: (target) => [
    {
      kind: "link",
      label: "Add to Cursor",
      href: cursorLink(target, bearerHeaders(spelling.env).Authorization),
      note: "Opens Cursor and adds the entry below. The link holds the variable's name, never the token.",
    },
    {
      kind: "file",
      title: "Or write the configuration",
      path: "~/.cursor/mcp.json",
      language: "json",
      text: jsonText({ mcpServers: { [target.name]: { url: target.url, headers: bearerHeaders(spelling.env) } } }),
      note: "Also read from .cursor/mcp.json in a project.",
    },
  ],
  notes: ["The desktop app reaches a private gateway; Cursor's web agents run in the vendor's cloud and do not."],
  checked: { how: "vendor", date: "2026" },
};
