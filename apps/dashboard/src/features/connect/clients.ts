import type { ClientBlock } from "./client-block.ts";
import { chatgpt } from "./clients/chatgpt.ts";
import { claudeCloud } from "./clients/claude-cloud.ts";
import { claudeCode } from "./clients/claude-code.ts";
import { claudeDesktop } from "./clients/claude-desktop.ts";
import { cline } from "./clients/cline.ts";
import { codex } from "./clients/codex.ts";
import { copilotCli } from "./clients/copilot-cli.ts";
import { cursor } from "./clients/cursor.ts";
import { geminiCli } from "./clients/gemini-cli.ts";
import { inspector } from "./clients/inspector.ts";
import { kiro } from "./clients/kiro.ts";
import { lmStudio } from "./clients/lm-studio.ts";
import { opencode } from "./clients/opencode.ts";
import { replit } from "./clients/replit.ts";
import { stdioOnly } from "./clients/stdio-only.ts";
import { vscode } from "./clients/vscode.ts";
import { windsurf } from "./clients/windsurf.ts";
import { zed } from "./clients/zed.ts";
import { type Reachability, reachability } from "./reachability.ts";

/** Every client the Connect page knows, in the order of its tabs. */
export const clients: readonly ClientBlock[] = [
  claudeCode,
  cursor,
  vscode,
  codex,
  inspector,
  claudeDesktop,
  copilotCli,
  geminiCli,
  windsurf,
  zed,
  opencode,
  cline,
  kiro,
  lmStudio,
  stdioOnly,
  replit,
  claudeCloud,
  chatgpt,
];

/** Can this client be connected to a gateway at this URL today? */
export type Availability = { state: "ready" } | { state: "needs-sign-in"; unreachable?: string } | { state: "unreachable"; reason: string };

/** Judges one client by what it can send and by whether its host can reach the gateway. */
export function availability(client: ClientBlock, url: string): Availability {
  const reach: Reachability = client.trafficFrom === "cloud" ? reachability(url) : { public: true };
  if (client.access === "sign-in") return reach.public ? { state: "needs-sign-in" } : { state: "needs-sign-in", unreachable: reach.reason };
  return reach.public ? { state: "ready" } : { state: "unreachable", reason: reach.reason };
}
