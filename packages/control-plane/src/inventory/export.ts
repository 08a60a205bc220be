import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { csvLine } from "../export/csv-line.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Inventory, readInventory } from "./get.ts";

const ExportInventoryInput = z.strictObject({});
type ExportInventoryInput = z.input<typeof ExportInventoryInput>;

/**
 * The inventory as CSV (RFC 4180), a line for each grant and tool: what an auditor asks for. Exports are for owners and admins, and on record.
 */
export async function exportInventory(ctx: Context, input: ExportInventoryInput = {}): Promise<string> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  readInput(ExportInventoryInput, input);
  const { organizationId } = ctx.caller;
  const inventory = await inOrganization(ctx, organizationId, async (tx) => {
    // Of the whole: this export has no filter.
    await recordAudit(tx, ctx, { action: "inventory.export", target: { kind: "inventory", id: organizationId }, after: { filter: null } });
    return readInventory(tx, ctx);
  });
  return [csvLine(columns), ...linesOf(inventory)].join("");
}

const columns = [
  "grant",
  "server",
  "tool",
  "category",
  "risk",
  "effect",
  "blocked",
  "policy",
  "policy_version",
  "rule",
  "grant_expires_at",
  "approvers",
];

function* linesOf({ servers, policies, grants }: Inventory): Generator<string> {
  const serverOf = new Map(servers.map((server) => [server.slug, server]));
  const policyOf = new Map(policies.map((policy) => [policy.id, policy]));
  for (const { label, expiresAt, access } of grants) {
    for (const { serverSlug, policyId } of access) {
      const policy = policyId === null ? undefined : policyOf.get(policyId);
      const { tools = [], enabled = false } = serverOf.get(serverSlug) ?? {};
      for (const [index, { name, category, risk }] of tools.entries()) {
        const effect = policy?.states[index] ?? "denied";
        // Observing refuses nothing but what is hidden; a disabled server answers nobody.
        const closed = policy?.observing ? effect === "hidden" : effect === "denied" || effect === "hidden";
        const from = [policy?.name ?? "", policy ? String(policy.version) : "", policy?.rules[index] ?? ""];
        yield csvLine([
          label,
          serverSlug,
          name,
          category,
          risk,
          effect,
          closed || !enabled ? "yes" : "no",
          ...from,
          expiresAt?.toISOString() ?? "",
          policy?.approvers[index] ?? "",
        ]);
      }
    }
  }
}
