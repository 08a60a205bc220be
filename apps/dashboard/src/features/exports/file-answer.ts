import { type Context, ControlPlaneError, callerFor } from "@portcullis/control-plane";
import { currentSession } from "../../auth/session.ts";
import { sourceOf } from "../../auth/source.ts";
import { controlPlane } from "../../control-plane.ts";

type File = { pieces: AsyncGenerator<string>; name: string; contentType: string };

/**
 * What an organization exports, as a download, piece by piece as it is read. Who may have it, and what of it, is the verb's to say. Another
 * organization and none look alike.
 * @param open what is sent; its first piece is asked for before anything is answered, so that a refusal is an answer of its own and no broken file
 */
export async function fileAnswer(request: Request, organization: string, open: (ctx: Context) => File): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  // Typed by hand it is "none". Another site's link must not put exports on record in somebody's name.
  if (site !== null && site !== "same-origin" && site !== "none")
    return refused(403, "This page was not opened at the dashboard's own address.");
  const session = await currentSession();
  const caller = session && callerFor(session, organization, sourceOf(request.headers));
  if (!caller) return refused(session ? 404 : 401, session ? "There is no such organization." : "Sign in first.");
  try {
    const { pieces, name, contentType } = open({ ...controlPlane(), caller });
    const first = await pieces.next();
    const disposition = `attachment; filename="${name}"`;
    const headers = { "content-type": contentType, "content-disposition": disposition, "cache-control": "no-store, no-transform" };
    return new Response(bodyOf(first.done ? "" : first.value, pieces), { headers });
  } catch (error) {
    if (error instanceof ControlPlaneError) return refused(error.code === "invalid" ? 400 : 403, error.message);
    console.error("an export failed", error);
    return refused(500, "The export did not work. Try again in a moment.");
  }
}

/** A reader that goes away ends the export. An error in the middle breaks the download off: a file that looks whole would be a lie. */
function bodyOf(first: string, pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(first)),
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
}

const refused = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
