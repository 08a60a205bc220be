import type { Tx } from "@portcullis/db";
import { unknownFields } from "@portcullis/policy";
import { canonicalize } from "@portcullis/protocol";
import type { Context } from "../caller.ts";
import { factsOf } from "../policy/tool-facts.ts";
import type { ApprovalCall } from "./approval.ts";
import { exactCall } from "./exact-call.ts";
import type { ApprovalRow } from "./read-approvals.ts";

/** The call of a request as people read it, rendered from what its digest is of and from nothing else (security.md 9.6). */
export async function shownCall(tx: Tx, { keyring }: Pick<Context, "keyring">, row: ApprovalRow): Promise<ApprovalCall> {
  const digests = { callDigest: hex(row.callDigest), toolDigest: row.toolDigest && hex(row.toolDigest) };
  const call = exactCall(keyring, row);
  const definition = await definitionOf(tx, row);
  const definitionIsCurrent = row.toolDigest === null ? null : definition !== null;
  const isKept = row.sealedCall !== null;
  const toolDescription = definition?.description?.slice(0, descriptionMax) ?? null;
  if (call === null)
    return {
      isKept,
      digestMatches: false,
      ...digests,
      params: "",
      arguments: null,
      meta: null,
      unknownFields: [],
      toolDescription,
      definitionIsCurrent,
    };
  return {
    isKept,
    digestMatches: true,
    ...digests,
    params: call.params,
    arguments: call.arguments === undefined ? null : canonicalize(call.arguments),
    meta: call.meta ?? null,
    unknownFields: call.arguments === undefined || definition === null ? [] : unknownFields(definition.inputSchema, call.arguments),
    toolDescription,
    definitionIsCurrent,
  };
}

/** The tool's definition, while it is the one that the call was held with. */
async function definitionOf(tx: Tx, { organizationId, serverId, tool, toolDigest }: ApprovalRow) {
  if (tool === null || toolDigest === null) return null;
  const stored = await tx.tool.findFirst({
    where: { organizationId, serverId, name: tool, digest: Buffer.from(toolDigest) },
    select: { name: true, definition: true, category: true },
  });
  if (stored === null) return null;
  const { description } = JSON.parse(stored.definition) as { description?: unknown };
  return { ...factsOf({ ...stored, accepted: true }), description: typeof description === "string" ? description : undefined };
}

const descriptionMax = 1_000;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
