import {
  InviteMemberInput,
  inviteMember,
  listInvitations,
  listMembers,
  RevokeInvitationInput,
  revokeInvitation,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const memberRouter = router({
  list: tenantProcedure.query(({ ctx }) => listMembers(ctx.tenant)),
  invitations: tenantProcedure.query(({ ctx }) => listInvitations(ctx.tenant)),
  invite: tenantProcedure.input(InviteMemberInput).mutation(({ ctx, input }) => inviteMember(ctx.tenant, input)),
  revokeInvitation: tenantProcedure.input(RevokeInvitationInput).mutation(({ ctx, input }) => revokeInvitation(ctx.tenant, input)),
});
