import { readFileSync } from "node:fs";
import { z } from "zod";

const seconds = (fallback: number) => z.coerce.number().positive().max(86_400).default(fallback);

/** Every setting of the worker. */
export const WorkerEnv = z
  .object({
    /** Any credentials: those of the worker's roles are derived from the root key. */
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    PORTCULLIS_ROOT_KEY: z.string().optional(),
    PORTCULLIS_ROOT_KEY_FILE: z.string().optional(),
    WORKER_HOST: z.string().default("127.0.0.1"),
    /** Health and metrics; 0 lets the system choose. */
    WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(4002),
    /** Names by which that port is asked, as a scraper's target names it; addresses and localhost need no entry. */
    OPERATOR_ALLOWED_HOSTS: z
      .string()
      .default("")
      .transform((text) =>
        text
          .split(",")
          .map((name) => name.trim())
          .filter((name) => name !== ""),
      ),
    /** The Ed25519 key that signs checkpoints; made at the first start where no file is. Keep a copy: it is nowhere else. */
    CHECKPOINT_KEY_FILE: z.string().default(".portcullis/checkpoint-key.pem"),
    /** The second place of checkpoints: lines are added and never changed. Best on another disk than the database's. */
    CHECKPOINT_FILE: z.string().default(".portcullis/checkpoints.jsonl"),
    /** 1: checkpoints go to the log too, for whoever collects it. */
    CHECKPOINT_LOG: z.enum(["0", "1"]).default("0"),
    CHECKPOINT_SECONDS: seconds(60),
    /** Which private addresses servers and receivers of streams may have (docs: the gateway's setting of the same name). */
    PORTCULLIS_PRIVATE_UPSTREAMS: z.string().optional(),
    PORTCULLIS_ALLOW_LOOPBACK: z.enum(["0", "1"]).default("0"),
    /** Where the links of messages lead, without a slash at the end. */
    DASHBOARD_URL: z
      .url({ protocol: /^https?$/ })
      .default("http://localhost:3000")
      .transform((url) => url.replace(/\/+$/, "")),
    /** The operator's mail server; without one, channels of kind e-mail get nothing. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z.string().optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  })
  .transform(({ PORTCULLIS_ROOT_KEY, PORTCULLIS_ROOT_KEY_FILE, ...rest }, context) => {
    const rootKey = PORTCULLIS_ROOT_KEY ?? (PORTCULLIS_ROOT_KEY_FILE === undefined ? undefined : readKeyFile(PORTCULLIS_ROOT_KEY_FILE));
    if (rootKey !== undefined) return { ...rest, ROOT_KEY: rootKey };
    const path = [PORTCULLIS_ROOT_KEY_FILE === undefined ? "PORTCULLIS_ROOT_KEY" : "PORTCULLIS_ROOT_KEY_FILE"];
    context.addIssue({ code: "custom", path, message: "set it: without the root key the database cannot be entered" });
    return z.NEVER;
  });

export type WorkerSettings = z.infer<typeof WorkerEnv>;

/** @throws z.ZodError with one issue per setting that is wrong */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): WorkerSettings {
  return WorkerEnv.parse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
}

function readKeyFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}
