import type { Context } from "../caller.ts";
import { inOrganization } from "../transaction.ts";

const rowsMax = 40_000;
const spentMsMax = 400;

/**
 * Adds the decisions that no more can change to the organization's sums, for a bounded time: whoever opens a chart first after a busy night waits for
 * some of it and is told that more is to come. @returns whether all is added up
 */
export async function foldDecisions(ctx: Context): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    const [row] = await inOrganization(
      ctx,
      ctx.caller.organizationId,
      (tx) => tx.$queryRaw<{ more: boolean }[]>`SELECT portcullis.fold_decisions(${rowsMax}::int) AS more`,
    );
    if (!row?.more) return true;
    if (performance.now() - started > spentMsMax) return false;
  }
}
