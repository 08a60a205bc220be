import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { overridesMethod, refusalOf } from "../../../../auth/state-change.ts";
import { env } from "../../../../env.ts";
import { batchMax } from "../../../../trpc/batch-max.ts";
import { createContext } from "../../../../trpc/context.ts";
import { appRouter } from "../../../../trpc/router/index.ts";

const handle = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    maxBatchSize: batchMax,
    createContext: ({ resHeaders }) =>
      createContext({ headers: request.headers, organizationSlug: request.headers.get("x-portcullis-organization"), resHeaders }),
    responseMeta: () => ({ headers: new Headers({ "cache-control": "no-store" }) }),
  });

/** Questions. A GET that would be taken for a POST changes nothing here, and is refused as what it tries to be. */
export function GET(request: Request) {
  return overridesMethod(request.headers) ? refuse(403, "A request is what its own method says.") : handle(request);
}

/** tRPC changes state by POST alone, so this is the one place where a foreign page's request has to stop. */
export async function POST(request: Request) {
  const refusal = refusalOf(request.headers, env().dashboardUrl);
  if (refusal) return refuse(refusal.status, refusal.message);
  if (!isJson.test(request.headers.get("content-type") ?? "")) return refuse(403, "Only JSON is understood here.");
  return handle(request);
}

const isJson = /^application\/json\s*(;|$)/i;

/** In tRPC's own error shape, superjson included, so that the page shows the sentence. */
function refuse(status: number, message: string) {
  const error = { json: { message, code: -32600, data: { code: "FORBIDDEN", httpStatus: status, reason: "forbidden" } } };
  return Response.json({ error }, { status, headers: { "cache-control": "no-store" } });
}
