import type { ClientBlock } from "../client-block.ts";
import { kiroLink } from "../install-link.ts";
import { jsonText } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const kiro: ClientBlock = {
  id: "kiro",
  name: "Kiro",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: (target) => [
    {
      kind: "link",
      label: "Add to Kiro",
      href: kiroLink(target, bearerHeaders(spelling.braces).Authorization),
      note: "Adds the entry below. The link holds the variable's name, never the token.",
    },
    {
      kind: "link",
      label: "Add to Kiro without the header",
      href: kiroLink(target),
      note: "Adds the URL only. Add the headers of the file below afterwards, or the gateway answers 401.",
    },
    {
      kind: "file",
      title: "Or write the configuration",
      path: "~/.kiro/settings/mcp.json",
      language: "json",
      text: jsonText({ mcpServers: { [target.name]: { url: target.url, headers: bearerHeaders(spelling.braces) } } }),
      note: "Also read from .kiro/settings/mcp.json in a project, by the IDE and the command line.",
    },
  ],
  notes: ["Kiro expands only variables that you approved, at its prompt or under Mcp Approved Env Vars in its settings."],
  checked: { how: "vendor", date: "2026" },
};
