import { z } from "zod";
import { membershipsOf } from "../account/read-session.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id, Name, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { founding, insertOrganization } from "./found.ts";

export const CreateOrganizationInput = z.strictObject({ userId: Id, name: Name, source: Source });
export type CreateOrganizationInput = z.input<typeof CreateOrganizationInput>;

export const organizationsMax = 50;

/** Creates one more organization, owned by a user who has an account already. */
export async function createOrganization(cp: ControlPlane, input: CreateOrganizationInput): Promise<{ id: string; slug: string }> {
  const { userId, name, source } = readInput(CreateOrganizationInput, input);
  return founding(cp, async (tx, id) => {
    if (!(await tx.userAccount.findUnique({ where: { id: userId }, select: { id: true } })))
      throw new ControlPlaneError("unauthenticated", "Your account no longer exists. Sign in again.");
    if ((await membershipsOf(tx, userId)).length >= organizationsMax)
      throw new ControlPlaneError(
        "conflict",
        `You are in ${organizationsMax} organizations, which is the most there can be. Leave one first.`,
      );
    return { id, slug: await insertOrganization(tx, cp, { id, name, ownerId: userId, source }) };
  });
}
