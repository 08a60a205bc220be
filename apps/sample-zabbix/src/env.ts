import { z } from "zod";

const unset = (value: unknown) => (value === "" ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(unset, schema.optional());

const SampleEnv = z
  .object({
    SAMPLE_PORT: z.preprocess(unset, z.coerce.number().int().min(0).max(65535).default(4100)),
    SAMPLE_HOST: z.preprocess(unset, z.string().default("127.0.0.1")),
    /** Comma-separated names besides the loopback ones that a Host header may carry, for a server behind a container's name. */
    SAMPLE_ALLOWED_HOSTS: z.preprocess(unset, z.string().default("")),
    ZABBIX_API_URL: optional(z.url({ protocol: /^https?$/ })),
    ZABBIX_USERNAME: optional(z.string()),
    ZABBIX_PASSWORD: optional(z.string()),
  })
  .refine(
    (env) =>
      [env.ZABBIX_API_URL, env.ZABBIX_USERNAME, env.ZABBIX_PASSWORD].every(
        (value) => (value === undefined) === (env.ZABBIX_API_URL === undefined),
      ),
    {
      message: "ZABBIX_API_URL, ZABBIX_USERNAME and ZABBIX_PASSWORD belong together: set all three, or none for the in-memory inventory.",
    },
  );

export type Settings = { port: number; host: string; allowedHosts: string[]; zabbix?: { url: string; username: string; password: string } };

/**
 * Reads the settings of the sample server.
 *
 * @throws Error with one line per wrong setting; values are not repeated in it, one of them is a password
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Settings {
  const read = SampleEnv.safeParse(source);
  if (!read.success) throw new Error(read.error.issues.map(({ path, message }) => [...path, message].join(": ")).join("\n"));
  const { ZABBIX_API_URL: url, ZABBIX_USERNAME: username, ZABBIX_PASSWORD: password } = read.data;
  const zabbix = url !== undefined && username !== undefined && password !== undefined ? { url, username, password } : undefined;
  const allowedHosts = read.data.SAMPLE_ALLOWED_HOSTS.split(",").map((name) => name.trim().toLowerCase());
  return {
    port: read.data.SAMPLE_PORT,
    host: read.data.SAMPLE_HOST,
    allowedHosts: allowedHosts.filter((name) => name !== ""),
    ...(zabbix && { zabbix }),
  };
}
