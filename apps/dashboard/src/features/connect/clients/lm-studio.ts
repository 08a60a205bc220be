import { type ClientBlock, LITERAL_PLACEHOLDER } from "../client-block.ts";
import { lmStudioLink } from "../install-link.ts";
import { jsonText } from "../serialize.ts";
import { bearerHeaders } from "./bearer-headers.ts";

export const lmStudio: ClientBlock = {
  id: "lm-studio",
  name: "LM Studio",
  trafficFrom: "device",
  access: "token",
  forms: (target) => [
    {
      kind: "link",
      label: "Add to LM Studio",
      href: lmStudioLink(target),
      note: "Adds the URL only. Add the headers of the file below in LM Studio's editor, or the gateway answers 401.",
    },
    {
      kind: "file",
      title: "Write the configuration",
      path: "mcp.json (Program, Install, Edit mcp.json)",
      language: "json",
      literal: true,
      text: jsonText({ mcpServers: { [target.name]: { url: target.url, headers: bearerHeaders(LITERAL_PLACEHOLDER) } } }),
    },
  ],
  notes: ["LM Studio documents no variables, so its file must hold the token itself."],
  checked: { how: "vendor", date: "2026" },
};
