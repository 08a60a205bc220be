import { readFileSync } from "node:fs";
import { z } from "zod";

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);
const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ""),
  );

/** Every setting of the gateway. The limits are those of security.md section 6 and protocol.md section 8; the operator may raise them. */
export const GatewayEnv = z
  .object({
    /** Any credentials: those of the gateway's role are derived from the root key. */
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    PORTCULLIS_ROOT_KEY: z.string().optional(),
    PORTCULLIS_ROOT_KEY_FILE: z.string().optional(),
    GATEWAY_HOST: z.string().default("127.0.0.1"),
    GATEWAY_PORT: port(4000),
    /** Processes behind GATEWAY_PORT; each has the limits below to itself, and some ten connections to the database. */
    GATEWAY_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
    OPERATOR_HOST: z.string().default("127.0.0.1"),
    OPERATOR_PORT: port(4001),
    /** Names by which the operator's port is asked, as a scraper's target names it; addresses and localhost need no entry. */
    OPERATOR_ALLOWED_HOSTS: list,
    /** The public base URL; without it the address that is listened on. */
    GATEWAY_URL: webUrl.optional(),
    /** Where people sign in: an agent whose call waits for approval is told the page there. */
    DASHBOARD_URL: webUrl.default("http://localhost:3000"),
    /** More host names and browser origins that requests may carry. */
    ALLOWED_HOSTS: list,
    ALLOWED_ORIGINS: list,
    /** Addresses or CIDRs of reverse proxies whose X-Forwarded-For is believed. */
    TRUSTED_PROXIES: list,
    PORTCULLIS_PRIVATE_UPSTREAMS: z.string().optional(),
    PORTCULLIS_ALLOW_LOOPBACK: z.enum(["0", "1"]).default("0"),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
    LIMIT_HEADER_BYTES: count(32 * 1024),
    LIMIT_HEADER_SECONDS: seconds(10),
    LIMIT_BODY_BYTES: count(4 * 1024 * 1024),
    LIMIT_BODY_SECONDS: seconds(30),
    LIMIT_KEEP_ALIVE_SECONDS: seconds(75),
    LIMIT_CONNECTIONS: count(2_000),
    LIMIT_CONNECTIONS_PER_SOURCE: count(50),
    LIMIT_CALLS_PER_GRANT: count(64),
    LIMIT_CALLS_PER_ORGANIZATION: count(256),
    LIMIT_CALLS_PER_UPSTREAM: count(32),
    /** Requests of clients that connect (initialize, server/discover): beyond this 503. */
    LIMIT_PROBES_PER_GRANT: count(128),
    LIMIT_PROBES_PER_ORGANIZATION: count(512),
    /** GET and listen streams, each with a connection to its server. */
    LIMIT_STREAMS_PER_GRANT: count(16),
    LIMIT_STREAMS_PER_ORGANIZATION: count(128),
    LIMIT_STREAMS: count(1_000),
    /** Calls held open for approval; beyond this they are refused with the approval's address, which is to be retried. */
    LIMIT_HELD_PER_GRANT: count(20),
    LIMIT_HELD_PER_ORGANIZATION: count(200),
    LIMIT_HELD: count(500),
    /** Request bodies and answers in memory at once; half of it for one organization at most. */
    LIMIT_BUFFERED_BYTES: count(256 * 1024 * 1024),
    /** How long a client may leave an answer unread. */
    LIMIT_WRITE_SECONDS: seconds(30),
    /** Connections to one server's origin, per organization, for all that is no stream. */
    LIMIT_CONNECTIONS_PER_UPSTREAM: count(128),
    LIMIT_CONNECT_SECONDS: seconds(5),
    /** Failures in a row, within which time, after which nothing is sent to a server for how long. */
    LIMIT_BREAKER_FAILURES: count(10),
    LIMIT_BREAKER_SECONDS: seconds(10),
    LIMIT_BREAKER_OPEN_SECONDS: seconds(5),
    LIMIT_SILENCE_SECONDS: seconds(120),
    LIMIT_CALL_SECONDS: seconds(900),
    LIMIT_STREAM_SECONDS: seconds(3_600),
    LIMIT_COMMENT_SECONDS: seconds(15),
    /** After so long without a request of its client a session is ended, here and at its server. */
    LIMIT_SESSION_IDLE_SECONDS: seconds(1_800),
    LIMIT_ADMISSION_SECONDS: seconds(1),
    LIMIT_RECORD_QUEUE: count(4_096),
    /**
     * A folder on a disk of this machine that outlives the process, for records of servers that are set to buffered recording. Without it they
     * are recorded as guaranteed.
     */
    SPOOL_DIRECTORY: z.string().optional(),
    LIMIT_SPOOL_BYTES: count(256 * 1024 * 1024),
    LIMIT_BAD_TOKENS_PER_MINUTE: count(20),
    /** How long readiness is red before the gateway stops taking connections, for a load balancer to notice. */
    DRAIN_NOTICE_SECONDS: z.coerce.number().min(0).max(300).default(0),
    DRAIN_SECONDS: seconds(25),
  })
  .transform(({ PORTCULLIS_ROOT_KEY, PORTCULLIS_ROOT_KEY_FILE, ...rest }, context) => {
    const rootKey = PORTCULLIS_ROOT_KEY ?? (PORTCULLIS_ROOT_KEY_FILE === undefined ? undefined : readKeyFile(PORTCULLIS_ROOT_KEY_FILE));
    if (rootKey !== undefined) return { ...rest, ROOT_KEY: rootKey };
    const path = [PORTCULLIS_ROOT_KEY_FILE === undefined ? "PORTCULLIS_ROOT_KEY" : "PORTCULLIS_ROOT_KEY_FILE"];
    context.addIssue({ code: "custom", path, message: "set it: without the root key nothing that is stored can be read" });
    return z.NEVER;
  });

export type GatewaySettings = z.infer<typeof GatewayEnv>;

/** @throws z.ZodError with one issue per setting that is wrong */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): GatewaySettings {
  // An empty variable is what a compose file or a shell leaves of one that was not set.
  return GatewayEnv.parse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
