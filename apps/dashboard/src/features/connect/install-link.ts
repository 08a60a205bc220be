import type { Target } from "./client-block.ts";
import { base64Json } from "./serialize.ts";

/**
 * Links that add an entry to a client. They end up in browser history and in logs, so they hold the URL and at most the
 * name of a variable, never a token. Parameters are percent-encoded whole (`+`, `/` and `=` of base64 as well).
 */
export const cursorLink = ({ name, url }: Target, authorization: string): string =>
  `cursor://anysphere.cursor-deeplink/mcp/install?${query({ name, config: base64Json({ url, headers: { Authorization: authorization } }) })}`;

export const vscodeLink = ({ name, url }: Target, edition: "vscode" | "vscode-insiders" = "vscode"): string =>
  `${edition}:mcp/install?${encodeURIComponent(JSON.stringify({ name, type: "http", url }))}`;

export const vscodeWebLink = ({ name, url }: Target): string =>
  `https://vscode.dev/redirect/mcp/install?${query({ name, config: JSON.stringify({ type: "http", url }) })}`;

export const vscodeInsidersWebLink = ({ name, url }: Target): string =>
  `https://insiders.vscode.dev/redirect/mcp/install?${query({ name, config: JSON.stringify({ type: "http", url }), quality: "insiders" })}`;

export const kiroLink = ({ name, url }: Target, authorization?: string): string =>
  `https://kiro.dev/launch/mcp/add?${query({ name, config: JSON.stringify(authorization ? { url, headers: { Authorization: authorization } } : { url }) })}`;

export const lmStudioLink = ({ name, url }: Target): string => `lmstudio://add_mcp?${query({ name, config: base64Json({ url }) })}`;

export const replitLink = ({ name, url }: Target): string =>
  `https://replit.com/integrations?${query({ mcp: base64Json({ displayName: name, baseUrl: url }) })}`;

const query = (parameters: Record<string, string>): string =>
  Object.entries(parameters)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join("&");
