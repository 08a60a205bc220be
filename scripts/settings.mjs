// The settings of this installation: read once, checked by a schema, listed in the README.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { fail, root } from "./install.mjs";

const port = (fallback) => z.coerce.number().int().min(1).max(65_535).default(fallback);
const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));

const Settings = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PORTCULLIS_HOME: z.string().min(1).default(".portcullis"),
  DASHBOARD_PORT: port(3000),
  GATEWAY_PORT: port(4000),
  OPERATOR_PORT: port(4001),
  SAMPLE_PORT: port(4100),
  // Health and metrics of the worker; 0: any free one, for nobody has to know it.
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  DASHBOARD_URL: webUrl.optional(),
  GATEWAY_URL: webUrl.optional(),
});

/**
 * The gateway's young generation, in MB a half: what a call makes lives as long as the call, and where a few hundred calls are on their way the
 * default of 16 has them copied again and again (about a tenth of the gateway's time). Also in the Dockerfile.
 */
export const gatewayNodeArgs = ["--max-semi-space-size=32"];

/** @returns the settings with every default filled in; ends the process with one line per problem when one is wrong */
export function readSettings(source = process.env) {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(filled);
  if (!parsed.success) fail(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  const settings = parsed.data;
  const home = path.resolve(root, settings.PORTCULLIS_HOME);
  return {
    ...settings,
    home,
    dashboardUrl: settings.DASHBOARD_URL ?? `http://localhost:${settings.DASHBOARD_PORT}`,
    gatewayUrl: settings.GATEWAY_URL ?? `http://127.0.0.1:${settings.GATEWAY_PORT}`,
    sampleUrl: `http://127.0.0.1:${settings.SAMPLE_PORT}/mcp`,
    rootKey: source.PORTCULLIS_ROOT_KEY || keptRootKey(home),
  };
}

/** What the command line needs: the owner's way into the database, for migrations. */
export function ownerEnv(settings, databaseUrl) {
  return { ...serviceEnv(settings, databaseUrl), DATABASE_URL: databaseUrl, PORTCULLIS_MIGRATIONS: path.join(root, "prisma/migrations") };
}

/** What dashboard, gateway and worker need: they enter the database as their own roles, so the owner's credentials are not for them. */
export function serviceEnv(settings, databaseUrl) {
  return {
    ...process.env,
    DATABASE_URL: withoutCredentials(databaseUrl),
    PORTCULLIS_ROOT_KEY: settings.rootKey,
    DASHBOARD_PORT: String(settings.DASHBOARD_PORT),
    GATEWAY_PORT: String(settings.GATEWAY_PORT),
    OPERATOR_PORT: String(settings.OPERATOR_PORT),
    DASHBOARD_URL: settings.dashboardUrl,
    GATEWAY_URL: settings.gatewayUrl,
    SAMPLE_URL: settings.sampleUrl,
    WORKER_PORT: String(settings.WORKER_PORT),
    // Both are made at the first start, beside the root key and out of the database's reach.
    CHECKPOINT_KEY_FILE: process.env.CHECKPOINT_KEY_FILE || path.join(settings.home, "checkpoint-key.pem"),
    CHECKPOINT_FILE: process.env.CHECKPOINT_FILE || path.join(settings.home, "checkpoints.jsonl"),
    SPOOL_DIRECTORY: process.env.SPOOL_DIRECTORY || path.join(settings.home, "spool"),
    NEXTAUTH_URL: settings.dashboardUrl,
    // On a laptop the servers to try are on the laptop; with a database of one's own this is somebody's network, and the operator says.
    PORTCULLIS_ALLOW_LOOPBACK: process.env.PORTCULLIS_ALLOW_LOOPBACK ?? (settings.DATABASE_URL ? "0" : "1"),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** What the sample server needs: it is a stranger to this house. */
export function sampleEnv(settings) {
  const own = Object.entries(process.env).filter(([name]) => /^(SAMPLE_|ZABBIX_|PATH$|HOME$|LANG$|NODE_|SystemRoot$)/i.test(name));
  return { ...Object.fromEntries(own), SAMPLE_PORT: String(settings.SAMPLE_PORT) };
}

function withoutCredentials(databaseUrl) {
  const url = new URL(databaseUrl);
  url.username = "";
  url.password = "";
  return url.toString();
}

// Generated at the first start and kept: with another key nothing that is sealed could be opened.
function keptRootKey(home) {
  const file = path.join(home, "root-key");
  if (!fs.existsSync(file)) {
    fs.mkdirSync(home, { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, `v1:${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  }
  if (process.platform !== "win32" && (fs.statSync(file).mode & 0o077) !== 0) fail(`${file} can be read by others: run chmod 600 on it.`);
  return fs.readFileSync(file, "utf8").trim();
}
