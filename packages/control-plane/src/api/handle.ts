import { randomUUID } from "node:crypto";
import { findApiKey } from "../api-key/find.ts";
import { requireScope } from "../api-key/scopes.ts";
import type { Caller, Context } from "../caller.ts";
import { ControlPlaneError } from "../errors.ts";
import { readInput } from "../input.ts";
import { networkOf } from "../network.ts";
import type { ControlPlane } from "../open.ts";
import { allowances } from "./allowance.ts";
import { findRoute } from "./find-route.ts";
import { openApiDocument } from "./openapi.ts";
import { problemOf, Refusal } from "./problem.ts";
import { readRequest } from "./read-request.ts";
import type { Route } from "./route.ts";

type ApiOptions = {
  /** The address that a request came from, for the audit log. */
  sourceOf?: (request: Request) => string;
  log?: (line: string, error?: unknown) => void;
  /** Of a live key. */
  allowance?: ReturnType<typeof allowances>;
  /** Of a network, for keys that open nothing: twenty at once and twenty a minute, as at the gateway. */
  failures?: ReturnType<typeof allowances>;
};

/**
 * The HTTP API as a function from request to answer, whichever server is around it. It knows API keys alone: a session's cookie opens nothing here,
 * so no browser can be made to ask in somebody's name.
 */
export function managementApi(
  cp: ControlPlane,
  { sourceOf, log = () => {}, allowance = allowances(), failures = allowances({ burst: 20, perSecond: 20 / 60 }) }: ApiOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = randomUUID();
    const path = new URL(request.url).pathname.replace(/^\/api\/v1/, "");
    const where = { requestId, operation: request.method, log };
    try {
      if (path === "/openapi.json" && request.method === "GET") return finished(Response.json(openApiDocument(cp.dashboardUrl)), requestId);
      const caller = await authenticate(cp, request, failures, sourceOf?.(request));
      const wait = allowance.take(caller.apiKey?.id ?? "");
      if (wait > 0)
        throw new ControlPlaneError("throttled", "This key asks too often. Wait as long as Retry-After says.", { retryAfterSeconds: wait });
      const found = findRoute(request.method === "HEAD" ? "GET" : request.method, path);
      if ("allowed" in found) throw noRoute(found.allowed);
      where.operation = found.route.id;
      // An export is on record as taken: not for a look at its head.
      if (request.method === "HEAD" && found.route.mediaOf) throw noRoute(["GET"]);
      requireScope(caller, found.route.scope);
      return finished(await perform({ ...cp, caller }, request, found.route, found.params), requestId);
    } catch (error) {
      return finished(problemOf(error, where), requestId);
    }
  };
}

/**
 * One answer for everything that is no live key. A network whose keys have opened nothing too often is not looked up any more: the checksum is public,
 * so whoever invents keys would have a query for each.
 */
async function authenticate(cp: ControlPlane, request: Request, failures: ReturnType<typeof allowances>, source?: string): Promise<Caller> {
  const key = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const network = source && networkOf(source);
  const wait = network ? failures.wait(network) : 0;
  if (wait > 0)
    throw new ControlPlaneError("throttled", "Too many keys from this network open nothing. Wait as long as Retry-After says.", {
      retryAfterSeconds: wait,
    });
  const caller = key === undefined ? null : await findApiKey(cp, key, source);
  if (caller) return caller;
  if (network) failures.take(network);
  throw new Refusal(401, "unauthenticated", "Send a live API key of the organization: Authorization: Bearer pck_…", {
    "www-authenticate": "Bearer",
  });
}

const noRoute = (allowed: readonly string[]) =>
  allowed.length === 0
    ? new Refusal(404, "not_found", "The API has no such path. /api/v1/openapi.json has them all.")
    : new Refusal(405, "method_not_allowed", `This path knows ${allowed.join(", ")}.`, { allow: allowed.join(", ") });

async function perform(ctx: Context, request: Request, route: Route, params: Record<string, string>): Promise<Response> {
  const input = await readRequest(request, route, params);
  // The verb reads it again; here it is refused for routes that hand on a part of it.
  readInput(route.input, input);
  const answer = await route.run(ctx, input as never).catch((error: unknown) => {
    const lost = request.headers.has("if-match") && error instanceof ControlPlaneError && error.code === "conflict" && !error.issues;
    throw lost ? new Refusal(412, "precondition_failed", error.message) : error;
  });
  if (route.mediaOf) return streamed(answer as AsyncGenerator<string>, route.mediaOf(input));
  if (route.output === null) return new Response(null, { status: 204 });
  // Only what the schema names leaves the house, whatever a verb learns to say.
  const shown = route.output.parse(JSON.parse(JSON.stringify(answer)));
  const revision = route.revision && (shown as Record<string, unknown>)[route.revision];
  return Response.json(shown, { status: route.status, headers: revision === undefined ? {} : { etag: `"${revision}"` } });
}

/** The pieces as they are read. The first is asked for here, so that a refusal is an answer of its own and no broken file. */
async function streamed(pieces: AsyncGenerator<string>, contentType: string): Promise<Response> {
  const encoder = new TextEncoder();
  const first = await pieces.next();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => (first.done ? controller.close() : controller.enqueue(encoder.encode(first.value))),
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await pieces.return(undefined)),
  });
  return new Response(body, { headers: { "content-type": contentType } });
}

function finished(response: Response, requestId: string): Response {
  response.headers.set("x-request-id", requestId);
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-content-type-options", "nosniff");
  return response;
}
