import { sendContactMessage } from "@portcullis/control-plane";
import { sourceOf } from "../../../auth/source.ts";
import { controlPlane } from "../../../control-plane.ts";
import { env } from "../../../env.ts";
import { receive } from "../../../features/contact/receive.ts";

/** Where the contact form is sent; leads back to the page, which says what came of it. */
export async function POST(request: Request) {
  const { dashboardUrl, contactEmail } = env();
  const problem = await receive(request, {
    dashboardUrl,
    source: sourceOf(request.headers),
    send: (message) => sendContactMessage(controlPlane(), message, contactEmail),
  });
  return new Response(null, { status: 303, headers: { location: problem ? `/contact?problem=${problem}` : "/contact?sent=1" } });
}
