import { type Finding, lint } from "@portcullis/policy";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { DocumentText, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";
import { peopleOf } from "./people.ts";
import { toolFactsOf } from "./tool-facts.ts";

export const LintPolicyInput = z.strictObject({ serverSlug: Slug, document: DocumentText });
export type LintPolicyInput = z.input<typeof LintPolicyInput>;

/** What publishing this text would say, judged by the server's live tools. Changes nothing. */
export async function lintPolicy(ctx: Context, input: LintPolicyInput): Promise<Finding[]> {
  requireCapability(ctx.caller, "read");
  const { serverSlug, document } = readInput(LintPolicyInput, input);
  const facts = await inOrganization(ctx, ctx.caller.organizationId, async (tx) => ({
    tools: await toolFactsOf(tx, ctx.caller, (await ownedServer(tx, ctx.caller, serverSlug)).id),
    people: await peopleOf(tx, ctx.caller),
  }));
  return lint(document, facts);
}
