import { hash, randomBytes, randomUUID } from "node:crypto";
import { callForm, paramsForm } from "@portcullis/protocol";
import { uuidV7 } from "../../uuid.ts";
import type { AdmitRequest, ApprovalAsked } from "../admission.ts";
import { type Admitting, type Place, requestAt } from "./admitting.ts";

/** A call that people have to approve, by what its digests are of. `params` and `meta` are canonical texts. */
export type Asked = {
  method: string;
  tool: string;
  params: string;
  meta: string | undefined;
  origin: string;
  /** Hex. */
  definition: string;
  policyId: string;
  policyVersion: number;
  attempt: Partial<AdmitRequest["attempt"]>;
  approval: Partial<ApprovalAsked>;
  more: Partial<Omit<AdmitRequest, "attempt" | "approval">>;
};

const policyId = randomUUID();

export const usual: Asked = {
  method: "tools/call",
  tool: "write",
  params: '{"arguments":{"host":"web-1","n":1.0},"name":"write"}',
  meta: '{"com.example/trace":"a"}',
  origin: "http://127.0.0.1:1",
  definition: "d0".repeat(32),
  policyId,
  policyVersion: 3,
  attempt: {},
  approval: {},
  more: {},
};

/** The request of a call as the gateway makes it, by the same digests. */
export function askingRequest(place: Place, revision: bigint, given: Partial<Asked> = {}): AdmitRequest {
  const { method, tool, params, meta, origin, definition, attempt, approval, more, ...policy } = { ...usual, ...given };
  const { organizationId, serverId } = place;
  const text = { method, tool, params, meta };
  return requestAt(place, revision, {
    ...more,
    attempt: {
      ...policy,
      method,
      tool,
      upstreamOrigin: origin,
      toolDigest: Buffer.from(definition, "hex"),
      callDigest: hash("sha256", callForm({ ...text, organizationId, serverId, origin, definition }), "buffer"),
      ...attempt,
    },
    approval: {
      id: uuidV7(new Date(), randomBytes(10)),
      paramsDigest: hash("sha256", paramsForm(text), "buffer"),
      sealedCall: "sealed",
      category: "write",
      rule: "/tools/write/action",
      allowedBy: "/tools/write",
      message: "Writing needs a person.",
      approvers: ["owner", "admin"],
      minApprovals: 1,
      expiresAfterSeconds: 900,
      ...approval,
    },
  });
}

export const asking = async (at: Admitting, place: Place, given: Partial<Asked> = {}): Promise<AdmitRequest> =>
  askingRequest(place, await at.revision(place.organizationId), given);

/** A new member of an organization. @returns their id */
export async function newPerson(at: Admitting, { organizationId }: Place, role = "admin"): Promise<string> {
  const id = randomUUID();
  await at.sql("INSERT INTO portcullis.user_account (id, email, name) VALUES ($1, $2, 'somebody')", [id, `${id}@example.com`]);
  await at.of(organizationId, "INSERT INTO portcullis.membership (organization_id, user_id, role) VALUES ($1, $2, $3)", [
    organizationId,
    id,
    role,
  ]);
  return id;
}

type Vote = { vote?: "approve" | "refuse"; role?: string; uses?: number; until?: string; note?: string };

/** A person's word on a request, as the verb writes it. */
export async function vote(at: Admitting, { organizationId }: Place, requestId: string, by: string, given: Vote = {}): Promise<void> {
  const { vote = "approve", role = "admin", uses = 1, until = null, note = null } = given;
  await at.of(
    organizationId,
    `INSERT INTO portcullis.approval_vote (organization_id, request_id, user_id, vote, user_name, role, uses, uses_until, note)
     VALUES ($1, $2, $3, $4, 'somebody', $5, $6, $7, $8)`,
    [organizationId, requestId, by, vote, role, uses, until, note],
  );
}

/** Asks for a call and has it approved by somebody new. */
export async function approved(
  at: Admitting,
  place: Place,
  given: Partial<Asked> = {},
  word: Vote = {},
): Promise<{ id: string; by: string }> {
  const verdict = await at.store.admit(await asking(at, place, given));
  if (verdict.verdict !== "held") throw new Error(`not held: ${JSON.stringify(verdict)}`);
  const by = await newPerson(at, place);
  await vote(at, place, verdict.approvalId, by, word);
  return { id: verdict.approvalId, by };
}

export const stateOf = async (at: Admitting, { organizationId }: Place, id: string): Promise<unknown> =>
  (await at.of(organizationId, "SELECT state FROM portcullis.approval WHERE organization_id = $1 AND id = $2", [organizationId, id]))[0]
    ?.state;

/** What is stored of an organization: requests, uses, and attempts that were let through. */
export async function counted(at: Admitting, { organizationId }: Place): Promise<{ requests: number; uses: number; allowed: number }> {
  const own = "WHERE organization_id = $1";
  const text = `SELECT (SELECT count(*)::int FROM portcullis.approval_request ${own}) AS requests,
    (SELECT count(*)::int FROM portcullis.approval_use ${own}) AS uses,
    (SELECT count(*)::int FROM portcullis.attempt ${own} AND effect = 'allow') AS allowed`;
  return (await at.of(organizationId, text, [organizationId]))[0] as never;
}
