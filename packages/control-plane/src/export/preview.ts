import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ExportEventsInput, exportEventsMax } from "./filter.ts";
import { countRecord } from "./read.ts";

export type ExportPreview = { records: number /** More than one export takes. */; tooMany: boolean; recordsMax: number };

/** How many records an export would hold. */
export async function previewExport(ctx: Context, input: ExportEventsInput): Promise<ExportPreview> {
  requireCapability(ctx.caller, "administer");
  const query = readInput(ExportEventsInput, input);
  const { organizationId } = ctx.caller;
  const counted = await inOrganization(ctx, organizationId, (tx) => countRecord(tx, organizationId, query));
  return { ...counted, recordsMax: exportEventsMax };
}
