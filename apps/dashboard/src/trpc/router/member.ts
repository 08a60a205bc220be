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
  invite: tenantProcedure.input(InviteMemberInput).mutation(({ ctx, input }) => inviteMember(ctx.tenant, input)),
  revokeInvitation: tenantProcedure.input(RevokeInvitationInput).mutation(({ ctx, input }) => revokeInvitation(ctx.tenant, input)),
});
