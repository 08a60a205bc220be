import { ControlPlaneError, callerFor, exportAuditEvents } from "@portcullis/control-plane";
import { currentSession } from "../../../../../auth/session.ts";
import { sourceOf } from "../../../../../auth/source.ts";
import { controlPlane } from "../../../../../control-plane.ts";
import { asInput, readFilters } from "../../../../../features/audit/filters.ts";

type RouteContext = { params: Promise<{ organization: string }> };

/** The audit log as a CSV file, row by row as it is read. Who may have it is the verb's to say. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  const { organization } = await params;
  const site = request.headers.get("sec-fetch-site");
  // Typed by hand it is "none". Another site's link must not put exports on record in somebody's name.
  if (site !== null && site !== "same-origin" && site !== "none")
    return refused(403, "This page was not opened at the dashboard's own address.");
  const session = await currentSession();
  const caller = session && callerFor(session, organization, sourceOf(request.headers));
  if (!caller) return refused(session ? 404 : 401, session ? "There is no such organization." : "Sign in first.");
  const lines = exportAuditEvents({ ...controlPlane(), caller }, asInput(readFilters(new URL(request.url).searchParams)));
  try {
    // The first line is asked for here, so that a refusal is an answer of its own and no broken file.
    const first = await lines.next();
    return new Response(streamOf(first.value ?? "", lines), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="audit-${organization}.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof ControlPlaneError) return refused(error.code === "forbidden" ? 403 : 400, error.message);
    console.error("audit export failed", error);
    return refused(500, "The export did not work. Try again in a moment.");
  }
}

function streamOf(first: string, lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(first)),
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await lines.return(undefined);
    },
  });
}

const refused = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
