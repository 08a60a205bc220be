import type { ClientBlock } from "../client-block.ts";
import { posixCommand, powershellCommand, tomlText } from "../serialize.ts";

export const codex: ClientBlock = {
  id: "codex",
  name: "Codex",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ name, url }) => {
    const words = ["codex", "mcp", "add", name, "--url", url, "--bearer-token-env-var", "PORTCULLIS_TOKEN"];
    return [
      { kind: "command", title: "Add it from a terminal", posix: posixCommand(words), powershell: powershellCommand(words) },
      {
        kind: "file",
        title: "Or write the configuration",
        path: "~/.codex/config.toml",
        language: "toml",
        text: tomlText({ mcp_servers: { [name]: { url, bearer_token_env_var: "PORTCULLIS_TOKEN" } } }),
        note: "Also read from .codex/config.toml in a trusted project.",
      },
    ];
  },
  notes: [
    "The command line, the IDE extension and the desktop app share this configuration.",
    "startup_timeout_sec is 10 and tool_timeout_sec is 60 unless the entry says otherwise. Raise the second for slow tools.",
    "enabled_tools and disabled_tools filter inside the client and do not take the place of a policy.",
  ],
  checked: { how: "measured", version: "0.169", date: "2026" },
};
