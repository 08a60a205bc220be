import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

/** When an organization does not want to be told, and whether it reads once a week what was decided. */
export type NoticeSettings = {
  /** Of the IANA database, as the installation's own knows it. */
  zone: string;
  /** `HH:MM` on wall clocks there; the same twice is the whole day. `days`: on which it begins, 1 is Monday. */
  quiet: { on: boolean; from: string; to: string; days: number[]; criticalPasses: boolean };
  digest: { on: boolean; day: number; hour: number; nextAt: Date | null };
  /** When the silence of this moment ends; null: there is none. */
  quietUntil: Date | null;
};

const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Enter a time as 22:00.");
const Day = z.int().min(1).max(7);
export const SetNoticeSettingsInput = z
  .strictObject({
    zone: z.string().min(1, "Choose a time zone.").max(64, "This is not a time zone."),
    quiet: z.strictObject({
      on: z.boolean(),
      from: Clock,
      to: Clock,
      days: z.array(Day).max(7),
      criticalPasses: z.boolean(),
    }),
    digest: z.strictObject({ on: z.boolean(), day: Day, hour: z.int().min(0).max(23) }),
  })
  .superRefine(({ quiet: { on, from, to, days } }, check) => {
    const count = new Set(days).size;
    if (on && count === 0) check.addIssue({ code: "custom", path: ["quiet", "days"], message: "Choose at least one day." });
    if (on && from === to && count === 7)
      check.addIssue({ code: "custom", path: ["quiet", "to"], message: "Leave some time in which notices go out." });
  });
export type SetNoticeSettingsInput = z.input<typeof SetNoticeSettingsInput>;

export async function getNoticeSettings(ctx: Context): Promise<NoticeSettings> {
  requireCapability(ctx.caller, "administer");
  return inOrganization(ctx, ctx.caller.organizationId, (tx) => readSettings(tx, ctx.caller.organizationId));
}

/** Changes both at once. What is held back goes out by the new hours. @throws ControlPlaneError invalid, with a pointer */
export async function setNoticeSettings(ctx: Context, input: SetNoticeSettingsInput): Promise<NoticeSettings> {
  requireCapability(ctx.caller, "administer");
  const { zone, quiet, digest } = readInput(SetNoticeSettingsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    if (!(await isZone(tx, zone))) {
      const message = "This is no time zone that the database knows.";
      throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/zone", message }] });
    }
    const before = await readSettings(tx, organizationId);
    const data = {
      ...{ zone, quiet: quiet.on, quietFrom: minutesOf(quiet.from), quietTo: minutesOf(quiet.to) },
      ...{ quietDays: [...new Set(quiet.days)].sort((a, b) => a - b), criticalPasses: quiet.criticalPasses },
      ...{ digest: digest.on, digestDay: digest.day, digestHour: digest.hour },
    };
    await tx.noticeSetting.upsert({ where: { organizationId }, create: { organizationId, ...data }, update: data });
    await tx.$executeRaw`
      UPDATE portcullis.notice_setting s SET digest_next_at = portcullis.next_digest(s, clock_timestamp()) WHERE organization_id = ${organizationId}::uuid`;
    await tx.$executeRaw`
      UPDATE portcullis.notice SET due_at = clock_timestamp() WHERE organization_id = ${organizationId}::uuid AND state = 'waiting' AND held`;
    const after = await readSettings(tx, organizationId);
    const { name } = await tx.organization.findFirstOrThrow({ where: { id: organizationId }, select: { name: true } });
    const target = { kind: "organization", id: organizationId, name };
    await recordAudit(tx, ctx, { action: "organization.set_notices", target, before: told(before), after: told(after) });
    return after;
  });
}

const told = ({ zone, quiet, digest: { on, day, hour } }: NoticeSettings) => ({ zone, quiet, digest: { on, day, hour } });

async function readSettings(tx: Tx, organizationId: string): Promise<NoticeSettings> {
  const row = await tx.noticeSetting.findUnique({ where: { organizationId } });
  if (!row) return defaults;
  const [now] = await tx.$queryRaw<{ until: Date | null }[]>`
    SELECT portcullis.quiet_until(s, clock_timestamp()) AS until FROM portcullis.notice_setting s WHERE organization_id = ${organizationId}::uuid`;
  const { zone, quiet: on, quietFrom, quietTo, quietDays: days, criticalPasses } = row;
  return {
    zone,
    quiet: { on, from: clockOf(quietFrom), to: clockOf(quietTo), days, criticalPasses },
    digest: { on: row.digest, day: row.digestDay, hour: row.digestHour, nextAt: row.digestNextAt },
    quietUntil: now?.until ?? null,
  };
}

/** By its exact name: the database would take abbreviations and formulas too, which mean another time in summer. */
async function isZone(tx: Tx, zone: string): Promise<boolean> {
  if (/^(?:posix|right)\/|^(?:localtime|Factory|posixrules)$/.test(zone)) return false;
  const [row] = await tx.$queryRaw<{ known: boolean }[]>`SELECT EXISTS (SELECT 1 FROM pg_timezone_names WHERE name = ${zone}) AS known`;
  return row?.known === true;
}

const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const clockOf = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const defaults: NoticeSettings = {
  zone: "UTC",
  quiet: { on: false, from: "22:00", to: "07:00", days: [1, 2, 3, 4, 5, 6, 7], criticalPasses: false },
  digest: { on: false, day: 1, hour: 9, nextAt: null },
  quietUntil: null,
};
