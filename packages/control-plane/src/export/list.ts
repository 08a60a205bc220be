import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import type { ExportFormat } from "./formats/formats.ts";

/** An export that somebody took. */
export type ExportRun = {
  id: string;
  format: ExportFormat;
  /** What was asked for, by the names of the input. */
  filter: Record<string, string>;
  total: number;
  written: number;
  bytes: number;
  state: "running" | "done" | "stopped" | "failed";
  startedByName: string;
  startedAt: Date;
};

/** A running export writes its progress at least so often, else its process is gone. */
const silenceMs = 60_000;

/** The last exports, newest first. */
export async function listExports(ctx: Context): Promise<ExportRun[]> {
  requireCapability(ctx.caller, "administer");
  const { organizationId } = ctx.caller;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.exportRun.findMany({
      where: { organizationId },
      orderBy: { id: "desc" },
      take: 10,
      omit: { organizationId: true, startedBy: true },
    }),
  );
  const now = ctx.clock().getTime();
  return rows.map(({ updatedAt, bytes, format, filter, state, ...row }) => ({
    ...row,
    format: format as ExportFormat,
    filter: filter as Record<string, string>,
    bytes: Number(bytes),
    state: state === "running" && now - updatedAt.getTime() > silenceMs ? "stopped" : (state as ExportRun["state"]),
  }));
}
