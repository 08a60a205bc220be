import type { ClientBlock } from "../client-block.ts";
import { jsonText, posixCommand, powershellCommand } from "../serialize.ts";
import { bearerHeaders, spelling } from "./bearer-headers.ts";

export const opencode: ClientBlock = {
  id: "opencode",
  name: "opencode",
  trafficFrom: "device",
  access: "token",
  variable: "PORTCULLIS_TOKEN",
  forms: ({ name, url }) => {
    const words = ["opencode", "mcp", "add", name, "--url", url, "--header", `Authorization=Bearer ${spelling.bareEnv}`];
    const headers = bearerHeaders(spelling.bareEnv);
    return [
      {
        kind: "command",
        title: "Add it from a terminal",
        posix: posixCommand(words),
        powershell: powershellCommand(words),
        note: "The header takes an equals sign, not a colon.",
      },
      {
        kind: "file",
        title: "Or write the configuration (version 1)",
        path: "opencode.jsonc",
        language: "json",
        text: jsonText({ mcp: { [name]: { type: "remote", url, oauth: false, headers } } }),
        note: "oauth: false keeps a wrong token from starting a sign-in.",
      },
      {
        kind: "file",
        title: "Version 2 keeps servers one level deeper",
        path: "opencode.jsonc",
        language: "json",
        text: jsonText({ mcp: { servers: { [name]: { type: "remote", url, headers } } } }),
      },
    ];
  },
  notes: ["Version 2's form was read in its documentation and not run."],
  checked: { how: "measured", version: "1.18.33", date: "2026" },
};
