import { type ClientBlock, LITERAL_PLACEHOLDER } from "../client-block.ts";
import { jsonText } from "../serialize.ts";
import { bridgeEntry, bridgeNotes } from "./bridge.ts";

export const claudeDesktop: ClientBlock = {
  id: "claude-desktop",
  name: "Claude Desktop",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_AUTH",
  forms: (target) => [
    {
      kind: "file",
      title: "Through the bridge",
      path: "claude_desktop_config.json",
      language: "json",
      text: jsonText({ mcpServers: { [target.name]: bridgeEntry(target) } }),
    },
    {
      kind: "file",
      title: "When the app does not pass the variable on",
      path: "claude_desktop_config.json",
      language: "json",
      literal: true,
      text: jsonText({
        mcpServers: { [target.name]: { ...bridgeEntry(target), env: { PORTCULLIS_AUTH: `Bearer ${LITERAL_PLACEHOLDER}` } } },
      }),
    },
  ],
  notes: ["Quit the app fully and start it again after a change.", ...bridgeNotes],
  checked: { how: "measured", version: "bridge 0.15.1", date: "2026" },
};
