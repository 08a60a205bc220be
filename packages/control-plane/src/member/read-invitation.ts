import { z } from "zod";
import type { Role } from "../capabilities.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { openInvitation } from "./invitation.ts";

export const ReadInvitationInput = z.strictObject({ token: z.string().min(1).max(200) });
export type ReadInvitationInput = z.input<typeof ReadInvitationInput>;

/** What the holder of an invitation link may know before signing up; null when it is not open. */
export async function readInvitation(
  cp: ControlPlane,
  input: ReadInvitationInput,
): Promise<{ organizationName: string; email: string; role: Role } | null> {
  const { token } = readInput(ReadInvitationInput, input);
  const invitation = await outsideOrganizations(cp, (tx) => openInvitation(tx, token));
  return invitation && { organizationName: invitation.organizationName, email: invitation.email, role: invitation.role };
}
