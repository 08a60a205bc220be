import type { Tx } from "@portcullis/db";
import { type ApprovalObligation, compile, evaluate, parsePolicy, readSchema } from "@portcullis/policy";
import type { JsonObject } from "@portcullis/protocol";
import type { Context } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import { misfitWords } from "./misfit.ts";
import type { ApprovalRow } from "./read-approvals.ts";

/** What a changed call waits under; `now` is the database's. */
export type LiveTerms = {
  now: Date;
  toolDigest: Uint8Array;
  upstreamOrigin: string;
  policy: { id: string; name: string; version: number };
  obligation: ApprovalObligation;
};

/**
 * What the live policy says of a held call with other arguments. Nothing is made by changing a call that could not be made by calling.
 * @throws ControlPlaneError conflict when grant, server, tool or policy are gone; invalid when the arguments would be refused, or need nobody
 */
export async function liveTerms(tx: Tx, ctx: Context, row: ApprovalRow, args: JsonObject): Promise<LiveTerms> {
  const { organizationId, grantId, serverId, tool: name } = row;
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT portcullis.now() AS now`;
  const access = await tx.grantServer.findFirst({
    where: { organizationId, grantId, serverId },
    select: { grant: true, server: { select: { url: true, enabled: true } }, policy: true },
  });
  const tool = await tx.tool.findFirst({ where: { organizationId, serverId, name: name ?? "" }, select: { digest: true } });
  if (!clock || !access?.policy || access.policy.liveVersion === null || !tool || access.grant.revokedAt) throw gone();
  if (!access.server.enabled || (access.grant.expiresAt !== null && access.grant.expiresAt <= clock.now)) throw gone();
  const { policy, grant, server } = access;
  const version = policy.liveVersion as number;
  const live = await tx.policyVersion.findFirst({ where: { organizationId, policyId: policy.id, version }, select: { document: true } });
  const parsed = live && parsePolicy(live.document);
  if (!parsed?.ok) throw gone();
  const tools = await toolFactsOf(tx, ctx.caller, serverId);
  requireFit(tools.find((facts) => facts.name === name)?.inputSchema, args);
  const { reason, message, approval } = evaluate(compile(parsed.policy, tools), {
    kind: "tool",
    name: name ?? "",
    arguments: args,
    facts: {
      grant: { label: grant.label, tags: grant.tags },
      client: row.clientName === null ? {} : { name: row.clientName },
      now: clock.now.getTime(),
    },
  });
  if (approval === undefined && reason === "allowed")
    throw invalid("With these arguments the policy asks nobody. Refuse this call and say in the note how to call instead.");
  if (approval === undefined) throw invalid(`The policy refuses these arguments: ${message}`);
  const terms = { now: clock.now, toolDigest: tool.digest, upstreamOrigin: new URL(server.url).origin };
  return { ...terms, policy: { id: policy.id, name: policy.name, version }, obligation: approval };
}

/** What `validate_arguments` would ask, whether the policy says it or not: people make mistakes too. A schema that cannot be read asks nothing here. */
function requireFit(inputSchema: unknown, args: JsonObject): void {
  const accepts = inputSchema === undefined ? undefined : readSchema(inputSchema);
  if (typeof accepts === "function" && !accepts(args)) throw invalid(misfitWords(Object(inputSchema), args));
}

const gone = () =>
  new ControlPlaneError(
    "conflict",
    "The grant, the server, the tool or its policy is no longer there as it was, so this call cannot be changed. Refuse it.",
  );
const invalid = (message: string) => new ControlPlaneError("invalid", message, { issues: [{ pointer: "/arguments", message }] });
