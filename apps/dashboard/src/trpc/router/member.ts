import {
  ChangeMemberRoleInput,
  changeMemberRole,
  InviteMemberInput,
  inviteMember,
  listInvitations,
  listMembers,
  RemoveMemberInput,
  RevokeInvitationInput,
  removeMember,
  revokeInvitation,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const memberRouter = router({
  list: tenantProcedure.query(({ ctx }) => listMembers(ctx.tenant)),
  invitations: tenantProcedure.query(({ ctx }) => listInvitations(ctx.tenant)),
  changeRole: tenantProcedure.input(ChangeMemberRoleInput).mutation(({ ctx, input }) => changeMemberRole(ctx.tenant, input)),
  remove: tenantProcedure.input(RemoveMemberInput).mutation(({ ctx, input }) => removeMember(ctx.tenant, input)),
  /** A link that was mailed proves the mailbox, so it is not shown to whoever invites. */
  invite: tenantProcedure.input(InviteMemberInput).mutation(async ({ ctx, input }) => {
    const { id, expiresAt, mail, invitationUrl } = await inviteMember(ctx.tenant, input);
    return { id, expiresAt, mail, invitationUrl: mail === "sent" ? null : invitationUrl };
  }),
  revokeInvitation: tenantProcedure.input(RevokeInvitationInput).mutation(({ ctx, input }) => revokeInvitation(ctx.tenant, input)),
});
