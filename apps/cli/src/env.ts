import { readFileSync } from "node:fs";
import { z } from "zod";
import { UnusableInput } from "./input/unusable-input.ts";

const webUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));

/** Every setting of the command line. */
const CliEnv = z
  .object({
    /** The owner's URL for `migrate`; for everything else any credentials, because the runtime role's are derived from the root key. */
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a URL: postgresql://user:password@host:5432/database" }),
    PORTCULLIS_ROOT_KEY: z.string().optional(),
    PORTCULLIS_ROOT_KEY_FILE: z.string().optional(),
    GATEWAY_URL: webUrl.default("http://127.0.0.1:4000"),
    DASHBOARD_URL: webUrl.default("http://localhost:3000"),
    PORTCULLIS_PRIVATE_UPSTREAMS: z.string().optional(),
    PORTCULLIS_ALLOW_LOOPBACK: z.enum(["0", "1"], "must be 0 or 1").default("0"),
    PORTCULLIS_MIGRATIONS: z.string().default("prisma/migrations"),
  })
  .transform((env, context) => {
    const rootKey = env.PORTCULLIS_ROOT_KEY ?? readKey(env.PORTCULLIS_ROOT_KEY_FILE);
    if (rootKey === undefined)
      context.addIssue({
        code: "custom",
        path: [env.PORTCULLIS_ROOT_KEY_FILE ? "PORTCULLIS_ROOT_KEY_FILE" : "PORTCULLIS_ROOT_KEY"],
        message: env.PORTCULLIS_ROOT_KEY_FILE ? "names a file that cannot be read" : "must be set (or PORTCULLIS_ROOT_KEY_FILE)",
      });
    return {
      databaseUrl: env.DATABASE_URL,
      rootKey: rootKey ?? "",
      gatewayUrl: env.GATEWAY_URL,
      dashboardUrl: env.DASHBOARD_URL,
      privateUpstreams: env.PORTCULLIS_PRIVATE_UPSTREAMS,
      allowLoopback: env.PORTCULLIS_ALLOW_LOOPBACK === "1",
      migrations: env.PORTCULLIS_MIGRATIONS,
    };
  });
export type CliEnv = z.output<typeof CliEnv>;

export type ReadEnv = { ok: true; env: CliEnv } | { ok: false; problems: string[] };

/** Reads the settings; empty ones count as not set. */
export function readEnv(source: Record<string, string | undefined> = process.env): ReadEnv {
  const parsed = CliEnv.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
  if (parsed.success) return { ok: true, env: parsed.data };
  return { ok: false, problems: parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`) };
}

const Remote = z.object({
  PORTCULLIS_URL: webUrl.refine(
    (url) => url.startsWith("https://") || isLoopback(url),
    "must begin with https: the key would go over the network",
  ),
  PORTCULLIS_API_KEY: z
    .string()
    .trim()
    .regex(/^pck_[\w-]+$/, "must be an API key: pck_…"),
});

/** Which installation `pull` and `push` work on, and everything else that is set: files may name variables. */
export type RemoteEnv = { url: string; apiKey: string; variables: Readonly<Record<string, string | undefined>> };

/** @throws UnusableInput with a line for each setting that is missing or wrong */
export function readRemoteEnv(variables: Record<string, string | undefined> = process.env): RemoteEnv {
  const parsed = Remote.safeParse(variables);
  if (parsed.success) return { url: parsed.data.PORTCULLIS_URL, apiKey: parsed.data.PORTCULLIS_API_KEY, variables };
  throw new UnusableInput(
    ...parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${variables[String(path[0])] ? message : "must be set"}`),
  );
}

const isLoopback = (url: string) => /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:\/|$)/.test(url);

/** Colours are for terminals, and only for those who did not say no (https://no-color.org: set to anything but nothing). */
export const wantsColors = (isTerminal: boolean, source: Record<string, string | undefined> = process.env): boolean =>
  isTerminal && !source.NO_COLOR;

function readKey(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
