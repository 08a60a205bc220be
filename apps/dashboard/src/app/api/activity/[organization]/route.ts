import { type Context, callerFor, readSession, searchDecisions } from "@portcullis/control-plane";
import superjson from "superjson";
import { currentSession, currentSessionToken } from "../../../../auth/session.ts";
import { sourceOf } from "../../../../auth/source.ts";
import { controlPlane } from "../../../../control-plane.ts";
import { asInput, readFilters } from "../../../../features/activity/filters.ts";
import { follow, type StreamEvent } from "../../../../features/activity/stream/follow.ts";
import { places } from "../../../../features/activity/stream/places.ts";

export const dynamic = "force-dynamic";

/**
 * The decision log as server-sent events (WHATWG HTML, 9.2), for members of the organization. `?after=<decision id>` is what the page has; a browser
 * that connects again says it by Last-Event-ID. Another organization and none look alike.
 */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return refusal(403, "This page was not opened at the dashboard's own address.");
  const [session, sessionToken] = [await currentSession(), await currentSessionToken()];
  if (!session || !sessionToken) return refusal(401, "Your session has ended. Sign in again.");
  const source = sourceOf(request.headers);
  const caller = callerFor(session, organization, source);
  if (!caller) return refusal(404, "There is no such organization, or you are not a member of it.");
  const leave = places.enter(caller.userId);
  if (!leave) return refusal(429, "Too many pages follow the log. Close one; the others ask every second instead.");

  const query = new URL(request.url).searchParams;
  const filters = asInput(readFilters(query), new Date());
  const after = [request.headers.get("last-event-id"), query.get("after")].find((id) => id && uuid.test(id)) ?? undefined;
  let tenant: Context = { ...controlPlane(), caller };
  const gone = new AbortController();
  request.signal.addEventListener("abort", () => gone.abort());

  const events = follow({
    read: async (page) => (await searchDecisions(tenant, { ...filters, ...page })).decisions,
    allowed: async () => {
      const now = await readSession(controlPlane(), sessionToken);
      const member = now && callerFor(now, organization, source);
      if (member) tenant = { ...controlPlane(), caller: member };
      return Boolean(member && member.organizationId === caller.organizationId);
    },
    pause: (ms) => paused(ms, gone.signal),
    gone: () => gone.signal.aborted,
    after,
    now: () => performance.now(),
  });
  const stop = () => {
    gone.abort();
    leave();
  };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(": follows\nretry: 2000\n\n")),
    async pull(controller) {
      try {
        const { value, done } = await events.next();
        if (!done) controller.enqueue(encoder.encode(written(value)));
        if (done || value.kind === "end") {
          stop();
          controller.close();
        }
      } catch {
        // The database does not answer, or the organization is gone: the page asks again and is told.
        stop();
        controller.close();
      }
    },
    cancel: stop,
  });
  return new Response(body, { headers: { ...noStore, "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" } });
}

// no-transform: a compressor would hold events back until it has enough of them.
const noStore = { "cache-control": "no-store, no-transform" };
const refusal = (status: number, message: string) => Response.json({ message }, { status, headers: noStore });
const encoder = new TextEncoder();
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One event as lines. JSON has no line break of its own, so nothing in a row can begin another event. */
function written(event: StreamEvent<{ id: string }>): string {
  if (event.kind === "quiet") return ": quiet\n\n";
  if (event.kind !== "rows") return `event: ${event.kind}\ndata: {}\n\n`;
  const newest = event.rows.reduce((last, { id }) => (id > last ? id : last), "");
  return `id: ${newest}\nevent: rows\ndata: ${JSON.stringify(superjson.serialize(event.rows))}\n\n`;
}

const paused = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
