import { readFileSync } from "node:fs";
import { z } from "zod";
import { type TrustedProxies, trustedProxies } from "./auth/trusted-proxies.ts";

/** "" from a Compose file means the same as not being set. */
const optional = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);
const baseUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }).transform((value) => value.replace(/\/+$/, ""));

const DashboardEnv = z.object({
  DATABASE_URL: z.string().min(1, "must be the URL of the Postgres database"),
  PORTCULLIS_ROOT_KEY: optional,
  PORTCULLIS_ROOT_KEY_FILE: optional,
  DASHBOARD_URL: baseUrl.default("http://localhost:3000"),
  GATEWAY_URL: baseUrl.default("http://localhost:4000"),
  SAMPLE_URL: optional,
  SIGN_UP: z.enum(["open", "closed"]).default("open"),
  GITHUB_ID: optional,
  GITHUB_SECRET: optional,
  GOOGLE_ID: optional,
  GOOGLE_SECRET: optional,
  SIGN_UPS_PER_HOUR: z.preprocess((value) => value || undefined, z.coerce.number().int().min(1).max(1_000_000).optional()),
  SMTP_URL: optional,
  MAIL_FROM: optional,
  CONTACT_EMAIL: optional,
  PORTCULLIS_PRIVATE_UPSTREAMS: z.string().default(""),
  PORTCULLIS_ALLOW_LOOPBACK: z.enum(["0", "1", ""]).default("0"),
  TRUSTED_PROXIES: z.string().default(""),
});

export interface Env {
  databaseUrl: string;
  rootKey: string;
  /** Public base URLs, without a slash at the end. */
  dashboardUrl: string;
  gatewayUrl: string;
  /** MCP endpoint of the sample server, when this installation runs one. */
  sampleUrl: string | undefined;
  signUp: "open" | "closed";
  github: ProviderKeys | undefined;
  google: ProviderKeys | undefined;
  /** Accounts that one address may make in an hour. */
  signUpsPerHour: number;
  /** The operator's mail server; without one, links are shown to be handed over. */
  mail: { url: string; from: string } | undefined;
  /** Where messages of the contact form are mailed; they are kept in the database in any case. */
  contactEmail: string | null;
  privateUpstreams: string;
  allowLoopback: boolean;
  /** Whose X-Forwarded-For is believed; nobody's unless set. */
  trustedProxies: TrustedProxies;
  /** Whether the public URL is https: cookies get the __Host- prefix and answers HSTS. */
  secure: boolean;
}

export interface ProviderKeys {
  clientId: string;
  clientSecret: string;
}

/**
 * Checks the settings and names every wrong one.
 * @throws Error with one line per problem
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const parsed = DashboardEnv.safeParse(source);
  if (!parsed.success) {
    throw new Error(`Settings: ${parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")}`);
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    rootKey: rootKeyOf(env),
    dashboardUrl: env.DASHBOARD_URL,
    gatewayUrl: env.GATEWAY_URL,
    sampleUrl: env.SAMPLE_URL,
    signUp: env.SIGN_UP,
    github: pair(env.GITHUB_ID, env.GITHUB_SECRET),
    google: pair(env.GOOGLE_ID, env.GOOGLE_SECRET),
    // In development everybody comes from one address.
    signUpsPerHour: env.SIGN_UPS_PER_HOUR ?? (isDevelopment() ? 10_000 : 30),
    mail: mailOf(env),
    contactEmail: env.CONTACT_EMAIL ?? addressIn(env.MAIL_FROM),
    privateUpstreams: env.PORTCULLIS_PRIVATE_UPSTREAMS,
    allowLoopback: env.PORTCULLIS_ALLOW_LOOPBACK === "1",
    trustedProxies: trustedProxies(env.TRUSTED_PROXIES),
    secure: env.DASHBOARD_URL.startsWith("https://"),
  };
}

let current: Env | undefined;

/** The settings of this process; read at the first use, because `next build` loads the modules without any. */
export function env(): Env {
  if (current) return current;
  current = readEnv(process.env);
  // next-auth has no option for its own address.
  process.env.NEXTAUTH_URL = current.dashboardUrl;
  return current;
}

function rootKeyOf({ PORTCULLIS_ROOT_KEY: key, PORTCULLIS_ROOT_KEY_FILE: file }: z.infer<typeof DashboardEnv>): string {
  if (key) return key;
  if (file) return readFileSync(file, "utf8").trim();
  throw new Error("Settings: set PORTCULLIS_ROOT_KEY or PORTCULLIS_ROOT_KEY_FILE");
}

function mailOf({ SMTP_URL: url, MAIL_FROM: from, DASHBOARD_URL }: z.infer<typeof DashboardEnv>): Env["mail"] {
  if (!url) return undefined;
  if (!/^smtps?:\/\//.test(url) || !URL.canParse(url)) throw new Error("Settings: SMTP_URL must be smtp://… or smtps://…");
  return { url, from: from ?? `Portcullis <portcullis@${new URL(DASHBOARD_URL).hostname}>` };
}

/** The address of a sender that the operator has set: somebody reads it. */
const addressIn = (sender: string | undefined): string | null => sender?.match(/[^\s<>]+@[^\s<>]+/)?.[0] ?? null;

function pair(clientId: string | undefined, clientSecret: string | undefined): ProviderKeys | undefined {
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

/** Whether this is `next dev`. */
export const isDevelopment = () => process.env.NODE_ENV === "development";
