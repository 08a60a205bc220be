import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { refusalOf } from "../../../../auth/state-change.ts";
import { env } from "../../../../env.ts";
import { createContext } from "../../../../trpc/context.ts";
import { appRouter } from "../../../../trpc/router/index.ts";

const handle = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: ({ resHeaders }) =>
      createContext({ headers: request.headers, organizationSlug: request.headers.get("x-portcullis-organization"), resHeaders }),
    responseMeta: () => ({ headers: new Headers({ "cache-control": "no-store" }) }),
  });

export const GET = handle;

/** tRPC changes state by POST alone, so this is the one place where a foreign page's request has to stop. */
export async function POST(request: Request) {
  const refusal = refusalOf(request.headers, env().dashboardUrl);
  if (refusal) return refuse(refusal.status, refusal.message);
  if (!request.headers.get("content-type")?.startsWith("application/json")) return refuse(415, "Only JSON is understood here.");
  return handle(request);
}

/** In tRPC's own error shape, superjson included, so that the page shows the sentence. */
function refuse(status: number, message: string) {
  const error = { json: { message, code: -32600, data: { code: "FORBIDDEN", httpStatus: status, reason: "forbidden" } } };
  return Response.json({ error }, { status, headers: { "cache-control": "no-store" } });
}
