import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const recordValues = ["names", "hashed", "encrypted"] as const;
export const retentionMonths = { min: 6, default: 13, max: 120 } as const;

/** What an organization keeps of each call, and for how long (security.md section 10). */
export type RecordSettings = {
  /** Of arguments: their names alone; a keyed hash beside them, so that a known value can be found again; or the values, encrypted. */
  values: (typeof recordValues)[number];
  retentionMonths: number;
};

export const SetRecordSettingsInput = z.strictObject({
  values: z.enum(recordValues),
  retentionMonths: z
    .int("Enter whole months.")
    .min(retentionMonths.min, `At least ${retentionMonths.min} months.`)
    .max(retentionMonths.max, `At most ${retentionMonths.max} months.`),
});
export type SetRecordSettingsInput = z.input<typeof SetRecordSettingsInput>;

export async function getRecordSettings(ctx: Context): Promise<RecordSettings> {
  requireCapability(ctx.caller, "read");
  const { organizationId: id } = ctx.caller;
  return inOrganization(ctx, id, async (tx) => settingsOf(await tx.organization.findFirstOrThrow({ where: { id }, select: columns })));
}

/** Changes what is kept from now on; what is recorded already stays as it was recorded, until its time is over. */
export async function setRecordSettings(ctx: Context, input: SetRecordSettingsInput): Promise<RecordSettings> {
  requireCapability(ctx.caller, "own");
  const after = readInput(SetRecordSettingsInput, input);
  const { organizationId: id } = ctx.caller;
  return inOrganization(ctx, id, async (tx) => {
    const row = await tx.organization.findFirstOrThrow({ where: { id }, select: { name: true, ...columns } });
    await tx.organization.update({ where: { id }, data: { recordValues: after.values, retentionMonths: after.retentionMonths } });
    const target = { kind: "organization", id, name: row.name };
    await recordAudit(tx, ctx, { action: "organization.set_record", target, before: settingsOf(row), after });
    return after;
  });
}

const columns = { recordValues: true, retentionMonths: true } as const;
const settingsOf = (row: { recordValues: string; retentionMonths: number }): RecordSettings => ({
  values: row.recordValues as RecordSettings["values"],
  retentionMonths: row.retentionMonths,
});
