import type { Tx } from "@portcullis/db";
import type { People } from "@portcullis/policy";
import type { Caller } from "../caller.ts";

type Requester = People["requesters"][number];
type Approver = NonNullable<Requester["role"]>;

/** Who could give approvals, for lint. @param attached which grants ask for them: left out, none is known */
export async function peopleOf(tx: Tx, { organizationId }: Pick<Caller, "organizationId">, attached: Attached = {}): Promise<People> {
  const rows = await tx.membership.findMany({ where: { organizationId }, select: { userId: true, role: true } });
  const roles = new Map(rows.map(({ userId, role }) => [userId, role]));
  const count = (role: Approver) => rows.filter((row) => row.role === role).length;
  const grants =
    attached.policyId === undefined && attached.grantId === undefined
      ? []
      : await tx.accessGrant.findMany({
          where: {
            organizationId,
            revokedAt: null,
            ...(attached.grantId !== undefined && { id: attached.grantId }),
            ...(attached.policyId !== undefined && { grantServers: { some: { policyId: attached.policyId } } }),
          },
          orderBy: { id: "asc" },
          select: { label: true, ownerId: true },
        });
  return {
    members: { owner: count("owner"), admin: count("admin"), approver: count("approver") },
    requesters: distinct(
      grants.map(({ label, ownerId }) => {
        const role = ownerId === null ? undefined : roles.get(ownerId);
        return { grant: label, role: approverOf(role), isUnowned: role === undefined };
      }),
    ),
  };
}

/** The grants that a policy is attached to, or one grant. */
type Attached = { policyId?: string; grantId?: string };

const approverOf = (role: string | undefined): Approver | null =>
  role === "owner" || role === "admin" || role === "approver" ? role : null;

/** One grant speaks for all whose owners have the same role, or that nobody owns. */
const distinct = (requesters: readonly Requester[]): Requester[] => [
  ...new Map(requesters.toReversed().map((one) => [`${one.role} ${one.isUnowned}`, one])).values(),
];
