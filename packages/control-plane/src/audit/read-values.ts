import { SealError } from "@portcullis/upstream";
import { open } from "@portcullis/upstream/dialer";
import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type ArgumentView, viewPlace } from "./argument-view.ts";
import { recordAudit } from "./record.ts";
import { openDataKey } from "./value-keys.ts";

export const ReadValuesInput = z.strictObject({ decisionId: Id });
export type ReadValuesInput = z.input<typeof ReadValuesInput>;

/** erased: its key was destroyed. values: JSON texts by pointer, of what was recorded in a form that opens. */
export type ReadValues = { state: "none" | "erased" | "open"; values: Record<string, string> };

/** The values of one recorded call, in the clear. That they were looked at is itself on record. */
export async function readValues(ctx: Context, input: ReadValuesInput): Promise<ReadValues> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { decisionId } = readInput(ReadValuesInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const row = await tx.attempt.findFirst({
      where: { organizationId, id: decisionId },
      select: { argumentView: true, grantId: true, tool: true },
    });
    if (!row) throw new ControlPlaneError("not_found", "There is no such call on record. Reload the page.");
    await recordAudit(tx, ctx, { action: "record.read_values", target: { kind: "decision", id: decisionId, name: row.tool ?? undefined } });
    const sealed = row.argumentView === null ? undefined : (JSON.parse(row.argumentView) as ArgumentView).sealed;
    if (sealed === undefined) return { state: "none", values: {} };
    const keys = await tx.auditDataKey.findMany({
      where: { organizationId, grantId: row.grantId },
      select: { version: true, sealedKey: true },
    });
    const keyOf = (version: number) => {
      const wrapped = keys.find((key) => key.version === version)?.sealedKey;
      return wrapped == null ? undefined : openDataKey(ctx.keyring, organizationId, row.grantId, version, wrapped);
    };
    try {
      const values = JSON.parse(open(keyOf, sealed, viewPlace(organizationId, decisionId)).toString("utf8")) as Record<string, string>;
      return { state: "open", values };
    } catch (error) {
      if (error instanceof SealError) return { state: "erased", values: {} };
      throw error;
    }
  });
}
