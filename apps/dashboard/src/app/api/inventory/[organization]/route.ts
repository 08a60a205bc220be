import { ControlPlaneError, callerFor, exportInventory } from "@portcullis/control-plane";
import { currentSession } from "../../../../auth/session.ts";
import { sourceOf } from "../../../../auth/source.ts";
import { controlPlane } from "../../../../control-plane.ts";

/** The inventory as a CSV file, for owners and admins. Another organization and none look alike. */
export async function GET(request: Request, { params }: { params: Promise<{ organization: string }> }) {
  const { organization } = await params;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    return refusal(403, "This page was not opened at the dashboard's own address.");
  const session = await currentSession();
  if (!session) return refusal(401, "Your session has ended. Sign in again.");
  const caller = callerFor(session, organization, sourceOf(request.headers));
  if (!caller) return refusal(404, "There is no such organization, or you are not a member of it.");
  try {
    const text = await exportInventory({ ...controlPlane(), caller });
    const disposition = `attachment; filename="inventory-${caller.organizationSlug}.csv"`;
    return new Response(text, { headers: { ...noStore, "content-type": "text/csv; charset=utf-8", "content-disposition": disposition } });
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    return refusal(error.code === "forbidden" ? 403 : 503, error.message);
  }
}

const noStore = { "cache-control": "no-store" };
const refusal = (status: number, message: string) => Response.json({ message }, { status, headers: noStore });
