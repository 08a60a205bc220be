import { policyJsonSchema } from "@portcullis/policy";

/** Made when the dashboard is built: it changes with the engine and with nothing else. */
export const dynamic = "force-static";

/** The policy language as JSON Schema, for any editor or script: no session, any origin. */
export function GET() {
  return new Response(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`, {
    headers: {
      "content-type": "application/schema+json",
      "cache-control": "public, max-age=3600",
      "access-control-allow-origin": "*",
    },
  });
}
