import { type Context, ControlPlaneError, callerFor } from "@portcullis/control-plane";
import { initTRPC, TRPCError } from "@trpc/server";
import { bringsToken } from "../auth/csrf.ts";
import { publicBodyBytesMax } from "../auth/state-change.ts";
import type { DashboardContext } from "./context.ts";
import { factsOf, stalePage, toAnswer } from "./error-map.ts";
import { transformer } from "./transformer.ts";

const trpc = initTRPC.context<DashboardContext>().create({
  transformer,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, ...factsOf(error) },
  }),
});

export const router = trpc.router;

/** Every procedure stands on it, so every failure goes through the error map. */
const procedure = trpc.procedure.use(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  throw toAnswer(result.error, path);
});

/** For anybody: nothing large is read from somebody unknown. (The body is read after this, where the procedure's input is.) */
export const publicProcedure = procedure.use(({ ctx, next }) => {
  if (Number(ctx.headers.get("content-length") ?? 0) > publicBodyBytesMax)
    throw new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: "This is too large. Make it smaller and try again." });
  return next();
});

/**
 * For whoever is signed in: `ctx.session` is the stored session of this request. Without one the body is not read, and neither is that of a
 * mutation that does not bring the session's own token.
 */
export const sessionProcedure = procedure.use(async ({ ctx, next, type }) => {
  const session = await ctx.session();
  if (!session) throw new ControlPlaneError("unauthenticated", "Your session has ended. Sign in again.");
  if (type !== "query" && !bringsToken(ctx.headers, await ctx.csrfToken())) throw stalePage();
  return next({ ctx: { ...ctx, session } });
});

/**
 * For members of the organization that the request names: `ctx.tenant` is what the organization's verbs take. The role is
 * checked inside each verb. An organization that does not exist and one of other people answer alike.
 */
export const tenantProcedure = sessionProcedure.use(async ({ ctx, next }) => {
  const caller = ctx.organizationSlug ? callerFor(ctx.session, ctx.organizationSlug, ctx.source) : null;
  if (!caller) throw new ControlPlaneError("not_found", "There is no such organization, or you are not a member of it.");
  const tenant: Context = { ...ctx.controlPlane, caller };
  return next({ ctx: { ...ctx, tenant } });
});
