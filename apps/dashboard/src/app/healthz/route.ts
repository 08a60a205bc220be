import { ping } from "@portcullis/control-plane";
import { controlPlane } from "../../control-plane.ts";

export const dynamic = "force-dynamic";

/** 200 while the database answers, 503 while it does not. */
export async function GET() {
  try {
    await ping(controlPlane());
    return new Response("ok\n", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    console.error("healthz", error);
    return new Response("the database does not answer\n", { status: 503, headers: { "cache-control": "no-store" } });
  }
}
