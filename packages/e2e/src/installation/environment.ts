import path from "node:path";
import type { Ports } from "./ports.ts";

export const root = path.join(import.meta.dirname, "../../../..");

export const urlsOf = (ports: Ports) => ({
  dashboard: `http://localhost:${ports.dashboard}`,
  gateway: `http://127.0.0.1:${ports.gateway}`,
  sample: `http://127.0.0.1:${ports.sample}/mcp`,
});

/**
 * What `npm start` gets in a test: this machine's environment without the test runner's traces (NODE_ENV=test would build everything
 * anew) and without settings of an installation that a developer may have exported.
 */
export function environment(home: string, ports: Ports): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(NODE_ENV|NODE_OPTIONS|VITEST.*|DATABASE_URL|SIGN_UP|PORTCULLIS_.*|LIMIT_.*|.*_(PORT|URL))$/.test(name),
  ) as [string, string][];
  return {
    ...Object.fromEntries(inherited),
    // Every journey makes its own account, all from one address.
    SIGN_UPS_PER_HOUR: "10000",
    PORTCULLIS_HOME: home,
    DASHBOARD_PORT: String(ports.dashboard),
    GATEWAY_PORT: String(ports.gateway),
    OPERATOR_PORT: String(ports.operator),
    SAMPLE_PORT: String(ports.sample),
  };
}
