import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Caller, Context } from "../caller.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { HeaderName, HeaderValue } from "../server/headers.ts";

export const streamKinds = ["webhook", "otlp"] as const;
export type StreamKind = (typeof streamKinds)[number];
export const StreamRecords = z.enum(["all", "calls", "changes"]);
export const StreamFormat = z.enum(["json", "ocsf"]);

/** A receiver to which the record flows as it is sealed. Its target and its secret never come out again. */
export type Stream = {
  id: string;
  kind: StreamKind;
  name: string;
  records: z.output<typeof StreamRecords>;
  format: z.output<typeof StreamFormat>;
  /** The host it goes to. */
  targetHint: string;
  headerNames: string[];
  /** false: paused. Nothing is lost meanwhile; it goes on from where it stopped. */
  enabled: boolean;
  createdAt: Date;
  /** Events that were taken, over all time. */
  delivered: number;
  lastDeliveredAt: Date | null;
  /** Attempts that failed since the last success. */
  failures: number;
  /** Why the last one failed; null since one succeeded. */
  lastError: string | null;
  lastErrorAt: Date | null;
  nextAttemptAt: Date | null;
  /** Until when a replaced secret signs too. */
  previousSecretUntil: Date | null;
};

export const streamSelect = {
  ...({ id: true, kind: true, name: true, records: true, format: true, targetHint: true, headerNames: true, enabled: true } as const),
  ...({ createdAt: true, delivered: true, lastDeliveredAt: true, failures: true, lastError: true, lastErrorAt: true } as const),
  ...({ nextAttemptAt: true, previousUntil: true, cursorN: true } as const),
};

type StreamRow = Omit<Stream, "kind" | "records" | "format" | "delivered" | "previousSecretUntil"> & {
  kind: string;
  records: string;
  format: string;
  delivered: bigint;
  previousUntil: Date | null;
  cursorN: bigint;
};

export function streamOf({ previousUntil, cursorN: _, delivered, ...row }: StreamRow): Stream {
  return {
    ...row,
    kind: row.kind as StreamKind,
    records: row.records as Stream["records"],
    format: row.format as Stream["format"],
    delivered: Number(delivered),
    nextAttemptAt: row.failures > 0 ? row.nextAttemptAt : null,
    previousSecretUntil: previousUntil,
  };
}

/** A stream of the caller's organization, locked until the transaction ends. @throws ControlPlaneError not_found */
export async function lockedStream(tx: Tx, { organizationId }: Caller, id: string): Promise<StreamRow> {
  await tx.$executeRaw`SELECT 1 FROM portcullis.stream WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const row = await tx.stream.findFirst({ where: { organizationId, id }, select: streamSelect });
  if (!row) throw notFound("stream");
  return row;
}

export const StreamUrl = z.string().trim().min(1, "Enter where it goes.").max(2_048, "This is too long.");

/** Headers that go along with every request: a token of the receiver, usually. */
export const StreamHeaders = z
  .array(z.strictObject({ name: HeaderName, value: HeaderValue }))
  .max(10, "A stream has at most 10 headers.")
  .superRefine((headers, check) => {
    const seen = new Set<string>();
    for (const [index, { name }] of headers.entries()) {
      if (seen.has(name.toLowerCase()) || /^webhook-/i.test(name))
        check.addIssue({ code: "custom", path: [index, "name"], message: `The header ${name} is there already.` });
      seen.add(name.toLowerCase());
    }
  });

/** Judges where a stream is to go. The address behind the name is judged again at each sending, by the dialer. @throws ControlPlaneError invalid at /url */
export function judgedUrl(ctx: Context, kind: StreamKind, url: string): URL {
  const verdict = ctx.dialer.judgeUrl(url, ctx.caller.organizationSlug);
  if (!verdict.ok) throw atField("/url", verdict.sentence);
  // What OTLP's exporters do with a base URL (OpenTelemetry, "OTLP Exporter", section Endpoint URLs).
  if (kind === "otlp" && verdict.url.pathname === "/") verdict.url.pathname = "/v1/logs";
  return verdict.url;
}

export const atField = (pointer: string, message: string, code: "invalid" | "conflict" = "invalid") =>
  new ControlPlaneError(code, message, { issues: [{ pointer, message }] });

/** @throws ControlPlaneError conflict at /name */
export async function requireFreeStreamName(tx: Tx, organizationId: string, name: string, except?: string): Promise<void> {
  const known = await tx.stream.findFirst({ where: { organizationId, name }, select: { id: true } });
  if (known && known.id !== except) throw atField("/name", "There is a stream with this name already. Choose another name.", "conflict");
}
