import type { Outputs } from "../../trpc/outputs.ts";

export type Approval = Outputs["approvals"]["list"]["approvals"][number];
/** With the exact call, votes, runs, end and history. */
export type ApprovalDetail = Outputs["approvals"]["get"];
export type Suggestion = Outputs["approvals"]["suggestions"][number];
export type Word = "approve" | "refuse";
