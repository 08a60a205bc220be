import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ExportEventsInput, exportEventsMax, written } from "./filter.ts";
import { exportFormats } from "./formats/formats.ts";
import { countRecord, readRecord } from "./read.ts";
import { keepRun, startRun } from "./run.ts";

const chunkChars = 64 * 1024;
/** How often the row that tells of the progress is written. */
const reportEveryMs = 500;

/**
 * The record of a span in one of the formats, oldest first, as text in pieces of some 64 KiB. That it was taken, by whom and of what, is in the
 * audit log before the first piece goes out; how far it came is kept while it runs.
 * @throws ControlPlaneError forbidden, fresh_login, invalid; invalid at /from when the span holds more than a million records
 */
export async function* exportEvents(ctx: Context, input: ExportEventsInput): AsyncGenerator<string> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const asked = readInput(ExportEventsInput, input);
  // What happens while the export runs is not in it: it would have no end.
  const query = { ...asked, to: asked.to ?? ctx.clock() };
  const { organizationId } = ctx.caller;
  const { head, line } = exportFormats[query.format];
  const id = ctx.newId();
  await inOrganization(ctx, organizationId, async (tx) => {
    const { records, tooMany } = await countRecord(tx, organizationId, query);
    if (tooMany) throw tooLarge();
    await startRun(tx, ctx, { id, query, total: records });
    const target = { kind: "record", id, name: query.format };
    await recordAudit(tx, ctx, { action: "record.export", target, after: { filter: written(query), records } });
  });
  const progress = { written: 0, bytes: 0 };
  let state: "stopped" | "failed" | "done" = "stopped";
  let reportedAt = performance.now();
  const report = (now: "running" | typeof state) =>
    inOrganization(ctx, organizationId, (tx) => keepRun(tx, organizationId, id, { ...progress, state: now }));
  try {
    let text = head;
    const taken = () => {
      const chunk = text;
      progress.bytes += Buffer.byteLength(chunk);
      text = "";
      return chunk;
    };
    for await (const event of readRecord(query, organizationId, (run) => inOrganization(ctx, organizationId, run))) {
      text += line(event);
      progress.written += 1;
      if (text.length < chunkChars) continue;
      yield taken();
      if (performance.now() - reportedAt < reportEveryMs) continue;
      reportedAt = performance.now();
      await report("running");
    }
    if (text) yield taken();
    state = "done";
  } catch (error) {
    state = "failed";
    throw error;
  } finally {
    // Whoever went away stopped it: then the generator ends in the middle. The row tells, and never hides why.
    await report(state).catch(() => undefined);
  }
}

const tooLarge = () => {
  const message = `This span holds more than ${exportEventsMax.toLocaleString("en")} records. Choose a shorter one, or set up a stream.`;
  return new ControlPlaneError("invalid", message, { issues: [{ pointer: "/from", message }] });
};
