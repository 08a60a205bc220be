import type { Context } from "../caller.ts";

/** What people have always approved could be a rule. */
export type ApprovalSuggestion = {
  /** The same for the same suggestion, for lists and links. */
  key: string;
  serverSlug: string;
  serverName: string;
  tool: string;
  grantId: string;
  grantLabel: string;
  policyId: string;
  policyName: string;
  policyVersion: number;
  /** Of the last 30 days; none was refused. */
  approved: number;
  /** A sentence: "Approved 31 of 31 in 30 days: allow it?" */
  message: string;
  /** RFC 6902, into the document of the live version: what the builder applies to the draft. */
  patch: readonly { op: "add" | "replace" | "remove"; path: string; value?: unknown }[];
};

/** Rules that could take the place of approvals: at least 10 given and none refused in 30 days, by server, tool and grant. */
export async function approvalSuggestions(_ctx: Context): Promise<ApprovalSuggestion[]> {
  return [];
}
