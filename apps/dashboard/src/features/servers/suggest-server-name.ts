const vague = new Set(["www", "mcp", "api", "app", "server", "sse", "v1", "v2", "http"]);

/**
 * A name for a server from its URL: "https://mcp.zabbix.example.com/mcp" → "Zabbix". "" while the URL says nothing of use
 * (an address, or no URL yet).
 */
export function suggestServerName(url: string): string {
  if (!URL.canParse(url)) return "";
  const { hostname, pathname } = new URL(url);
  const named = /^[\d.]+$|^\[|^localhost$/.test(hostname) ? [] : hostname.split(".").slice(0, -1);
  const candidates = [...named, ...pathname.split("/")].filter((word) => /^[a-z][a-z0-9-]+$/i.test(word) && !vague.has(word.toLowerCase()));
  const words = candidates[0]?.split("-").filter((word) => !vague.has(word.toLowerCase())) ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
