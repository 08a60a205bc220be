import { callerFor, readSession } from "@portcullis/control-plane";
import { currentSession, currentSessionToken } from "../../../../auth/session.ts";
import { sourceOf } from "../../../../auth/source.ts";
import { controlPlane } from "../../../../control-plane.ts";
import { placesOf } from "../../../../features/activity/stream/places.ts";
import { type NewsEvent, tell } from "../../../../features/approvals/news/tell.ts";

export const dynamic = "force-dynamic";

/** One per page that is looked at; none of them asks the database. */
const places = placesOf({ perUserMax: 12, inAllMax: 500 });

/**
 * Which approvals something has happened to, as server-sent events, for members of the organization; what it was is asked of the verbs. Another
 * organization and none look alike.
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
  if (!leave) return refusal(429, "Too many pages follow the approvals. Close one; the others ask now and then instead.");

  const gone = new AbortController();
  request.signal.addEventListener("abort", () => gone.abort());
  const events = tell({
    watch: (onChange) => controlPlane().watchApprovals(caller.organizationId, onChange),
    allowed: async () => {
      const now = await readSession(controlPlane(), sessionToken);
      return Boolean(now && callerFor(now, organization, source)?.organizationId === caller.organizationId);
    },
    pause: paused,
    gone: gone.signal,
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
        // The database does not answer: the page asks again and is told.
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

function written(event: NewsEvent): string {
  if (event.kind === "quiet") return ": quiet\n\n";
  return `event: ${event.kind}\ndata: ${JSON.stringify(event.kind === "changed" ? event.ids : {})}\n\n`;
}

const paused = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
