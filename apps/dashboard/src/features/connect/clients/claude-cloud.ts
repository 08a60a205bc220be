import type { ClientBlock } from "../client-block.ts";

export const claudeCloud: ClientBlock = {
  id: "claude-ai",
  name: "claude.ai and Claude apps",
  trafficFrom: "cloud",
  access: "sign-in",
  forms: () => [],
  notes: [
    "Connectors of claude.ai, Claude Desktop, the mobile apps and Cowork sign in with OAuth and have no field for a header.",
    "Their requests come from the vendor's cloud, also for the desktop app. Remote entries in `claude_desktop_config.json` are ignored; use the bridge instead.",
  ],
  checked: { how: "vendor", date: "2026" },
};
