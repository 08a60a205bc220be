import type { ClientKind } from "./configuration.ts";

const byPath: readonly (readonly [RegExp, ClientKind])[] = [
  [/claude_desktop_config\.json$/i, "claude-desktop"],
  [/(?:^|\/)\.claude\.json$|(?:^|\/)\.mcp\.json$|(?:^|\/)\.claude\//i, "claude-code"],
  [/(?:^|\/)\.cursor\//i, "cursor"],
  [/(?:^|\/)\.vscode(?:-server)?\/|\/Code(?: - Insiders)?\/User\//i, "vscode"],
  [/(?:^|\/)\.codex\/|\.toml$/i, "codex"],
  [/(?:^|\/)\.gemini\//i, "gemini"],
  [/windsurf|\.codeium/i, "windsurf"],
  [/(?:^|\/)\.?zed\//i, "zed"],
  [/opencode\.jsonc?$/i, "opencode"],
];

/** Which client a configuration is of: by where the file is, else by members that one client alone has. */
export function clientOf(filename: string, text: string): ClientKind {
  const path = filename.replaceAll("\\", "/");
  const named = byPath.find(([pattern]) => pattern.test(path));
  if (named) return named[1];
  const start = text.slice(0, 200_000);
  if (/^\ufeff?[ \t]*\[mcp_servers\b/m.test(start)) return "codex";
  if (/"context_servers"\s*:/.test(start)) return "zed";
  if (/"httpUrl"\s*:/.test(start)) return "gemini";
  if (/"serverUrl"\s*:/.test(start)) return "windsurf";
  if (/"servers"\s*:\s*\{/.test(start) && !/"mcpServers"/.test(start)) return "vscode";
  return "other";
}
