import { acceptInvitation, ReadInvitationInput, readInvitation, SignUpInput, signUp } from "@portcullis/control-plane";
import { sessionCookie } from "../../auth/session.ts";
import { publicProcedure, router, sessionProcedure } from "../procedures.ts";

export const accountRouter = router({
  /** Makes the account and signs the browser in: the session's cookie goes out with the answer, its token never does. */
  signUp: publicProcedure.input(SignUpInput).mutation(async ({ ctx, input }) => {
    const made = await signUp(ctx.controlPlane, { ...input, source: ctx.source, userAgent: ctx.userAgent });
    ctx.resHeaders?.append("set-cookie", await sessionCookie(made.userId, made.sessionToken));
    return { organizationSlug: made.organizationSlug };
  }),
  invitation: publicProcedure.input(ReadInvitationInput).query(({ ctx, input }) => readInvitation(ctx.controlPlane, input)),
  acceptInvitation: sessionProcedure
    .input(ReadInvitationInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.controlPlane, { ...input, userId: ctx.session.user.id, source: ctx.source })),
});
