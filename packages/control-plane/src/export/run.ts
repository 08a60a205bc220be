import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { type ExportEventsQuery, written } from "./filter.ts";

const runsKept = 100;

/** Notes that an export begins; of the older ones some are kept. */
export async function startRun(
  tx: Tx,
  { caller }: Pick<Context, "caller">,
  run: { id: string; query: ExportEventsQuery; total: number },
): Promise<void> {
  const { organizationId, userId } = caller;
  const old = await tx.exportRun.findMany({ where: { organizationId }, orderBy: { id: "desc" }, skip: runsKept - 1, select: { id: true } });
  await tx.exportRun.deleteMany({ where: { organizationId, id: { in: old.map(({ id }) => id) } } });
  const person = await tx.userAccount.findUnique({ where: { id: userId }, select: { name: true } });
  const { id, query, total } = run;
  const startedByName = caller.apiKey?.name ?? person?.name ?? "(deleted account)";
  await tx.exportRun.create({
    data: { organizationId, id, format: query.format, filter: written(query), total, startedBy: userId, startedByName },
  });
}

/** Notes how far an export came. */
export async function keepRun(
  tx: Tx,
  organizationId: string,
  id: string,
  { written: count, bytes, state }: { written: number; bytes: number; state: string },
): Promise<void> {
  await tx.$executeRaw`UPDATE portcullis.export_run SET written = ${count}, bytes = ${bytes}, state = ${state}, updated_at = clock_timestamp()
    WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid`;
}
