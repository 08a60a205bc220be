import {
  acceptInvitation,
  ChangePasswordInput,
  ConfirmLoginInput,
  changePassword,
  confirmLogin,
  EndSessionInput,
  endSession,
  freshLoginSeconds,
  listSessions,
  PreviewSlugInput,
  previewSlug,
  ReadInvitationInput,
  ReadPasswordResetInput,
  RenameAccountInput,
  RequestPasswordResetInput,
  ResetPasswordInput,
  readInvitation,
  readPasswordReset,
  readProfile,
  renameAccount,
  requestPasswordReset,
  resetPassword,
  SignUpInput,
  signOutEverywhere,
  signUp,
} from "@portcullis/control-plane";
import { sessionCookie } from "../../auth/session.ts";
import { publicProcedure, router, sessionProcedure } from "../procedures.ts";

export const accountRouter = router({
  /** Makes the account and signs the browser in: the session's cookie goes out with the answer, its token never does. */
  signUp: publicProcedure.input(SignUpInput).mutation(async ({ ctx, input }) => {
    const made = await signUp(ctx.controlPlane, { ...input, source: ctx.source, userAgent: ctx.userAgent });
    ctx.resHeaders?.append("set-cookie", await sessionCookie(made.userId, made.sessionToken));
    return { organizationSlug: made.organizationSlug };
  }),
  /** The short name that an organization of this name would get now. */
  slug: publicProcedure
    .input(PreviewSlugInput.pick({ name: true }))
    .query(({ ctx, input }) => previewSlug(ctx.controlPlane, { ...input, source: ctx.source })),
  invitation: publicProcedure.input(ReadInvitationInput).query(({ ctx, input }) => readInvitation(ctx.controlPlane, input)),
  acceptInvitation: sessionProcedure
    .input(ReadInvitationInput)
    .mutation(({ ctx, input }) => acceptInvitation(ctx.controlPlane, { ...input, userId: ctx.session.user.id, source: ctx.source })),

  /** The answer goes out before the account is looked up, so that neither its words nor its time tell who has one. */
  requestPasswordReset: publicProcedure.input(RequestPasswordResetInput.pick({ email: true })).mutation(async ({ ctx, input }) => {
    const asked = await requestPasswordReset(ctx.controlPlane, { ...input, source: ctx.source });
    void asked?.sent.catch((error: unknown) => console.error("a reset link was not mailed", error));
    return { mailed: asked !== null };
  }),
  passwordReset: publicProcedure.input(ReadPasswordResetInput).query(({ ctx, input }) => readPasswordReset(ctx.controlPlane, input)),
  resetPassword: publicProcedure
    .input(ResetPasswordInput.omit({ source: true }))
    .mutation(({ ctx, input }) => resetPassword(ctx.controlPlane, { ...input, source: ctx.source })),

  /** What a page has from its layout, for programs that have a session and no page. */
  csrfToken: sessionProcedure.query(({ ctx }) => ctx.csrfToken()),
  profile: sessionProcedure.query(({ ctx }) => readProfile(ctx.controlPlane, { userId: ctx.session.user.id })),
  rename: sessionProcedure
    .input(RenameAccountInput.pick({ name: true }))
    .mutation(({ ctx, input }) => renameAccount(ctx.controlPlane, { ...input, userId: ctx.session.user.id })),
  changePassword: sessionProcedure.input(ChangePasswordInput.pick({ oldPassword: true, newPassword: true })).mutation(({ ctx, input }) => {
    const { id: sessionId, user } = ctx.session;
    return changePassword(ctx.controlPlane, { ...input, userId: user.id, sessionId, source: ctx.source });
  }),
  /** Makes this session's login a recent one. */
  confirmLogin: sessionProcedure.input(ConfirmLoginInput.pick({ password: true })).mutation(({ ctx, input }) => {
    const { id: sessionId, user } = ctx.session;
    return confirmLogin(ctx.controlPlane, { ...input, userId: user.id, sessionId, source: ctx.source });
  }),
  /** Until when this session may do what asks for a recent login. */
  freshLogin: sessionProcedure.query(({ ctx }) => ({
    until: new Date(ctx.session.signedInAt.getTime() + freshLoginSeconds * 1_000),
    isFresh: ctx.controlPlane.clock().getTime() - ctx.session.signedInAt.getTime() <= (freshLoginSeconds - 5) * 1_000,
  })),
  sessions: sessionProcedure.query(({ ctx }) => listSessions(ctx.controlPlane, { userId: ctx.session.user.id, sessionId: ctx.session.id })),
  endSession: sessionProcedure
    .input(EndSessionInput.pick({ id: true }))
    .mutation(({ ctx, input }) => endSession(ctx.controlPlane, { ...input, userId: ctx.session.user.id })),
  signOutEverywhere: sessionProcedure.mutation(({ ctx }) => signOutEverywhere(ctx.controlPlane, { userId: ctx.session.user.id })),
});
