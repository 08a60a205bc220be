import { type Finding, lint } from "@portcullis/policy";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { DocumentText, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";
import { toolFactsOf } from "./tool-facts.ts";

export const LintPolicyInput = z.strictObject({ serverSlug: Slug, document: DocumentText });
export type LintPolicyInput = z.input<typeof LintPolicyInput>;

/** What publishing this text would say, judged by the server's live tools. Changes nothing. */
export async function lintPolicy(ctx: Context, input: LintPolicyInput): Promise<Finding[]> {
  requireCapability(ctx.caller, "read");
  const { serverSlug, document } = readInput(LintPolicyInput, input);
  const tools = await inOrganization(ctx, ctx.caller.organizationId, async (tx) =>
    toolFactsOf(tx, ctx.caller, (await ownedServer(tx, ctx.caller, serverSlug)).id),
  );
  return lint(document, { tools });
}
