import { type ClientBlock, LITERAL_PLACEHOLDER } from "../client-block.ts";
import { jsonText } from "../serialize.ts";
import { bearerHeaders } from "./bearer-headers.ts";
import { bridgeEntry, bridgeNotes } from "./bridge.ts";

export const zed: ClientBlock = {
  id: "zed",
  name: "Zed",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_AUTH",
  forms: (target) => [
    {
      kind: "file",
      title: "Through the bridge",
      path: "~/.config/zed/settings.json",
      language: "json",
      text: jsonText({ context_servers: { [target.name]: bridgeEntry(target) } }),
    },
    {
      kind: "file",
      title: "Without the bridge",
      path: "~/.config/zed/settings.json",
      language: "json",
      literal: true,
      text: jsonText({ context_servers: { [target.name]: { url: target.url, headers: bearerHeaders(LITERAL_PLACEHOLDER) } } }),
    },
  ],
  notes: ["Zed sends header values as they stand and expands no variables, hence the bridge.", ...bridgeNotes],
  checked: { how: "vendor", version: "bridge run with 0.15.1", date: "2026" },
};
