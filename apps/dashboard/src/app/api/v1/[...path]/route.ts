import { managementApi } from "@portcullis/control-plane";
import { sourceOf } from "../../../../auth/source.ts";
import { controlPlane } from "../../../../control-plane.ts";

export const dynamic = "force-dynamic";

let opened: ReturnType<typeof managementApi> | undefined;

/** The management API, for machines with an API key. What it offers stands in one table, below: here it only gets a door. */
function handle(request: Request): Promise<Response> {
  opened ??= managementApi(controlPlane(), {
    sourceOf: ({ headers }) => sourceOf(headers),
    log: (line, error) => (error === undefined ? console.warn(line) : console.error(line, error)),
  });
  return opened(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
