import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { recordOf, ServerHeaders } from "./headers.ts";
import { ownedServer } from "./owned.ts";
import { headerColumns } from "./store.ts";

export const SetServerHeadersInput = z.strictObject({ slug: Slug, headers: ServerHeaders });
export type SetServerHeadersInput = z.input<typeof SetServerHeadersInput>;

/** Replaces all stored headers of a server. The server is not called: whoever repairs a credential may do so while it is away. */
export async function setServerHeaders(ctx: Context, input: SetServerHeadersInput): Promise<{ headerNames: string[] }> {
  requireCapability(ctx.caller, "manageServers");
  requireFreshLogin(ctx);
  const { slug, headers } = readInput(SetServerHeadersInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { id, headerNames: before } = await ownedServer(tx, ctx.caller, slug);
    const columns = headerColumns(ctx, id, recordOf(headers));
    await tx.server.update({ where: { organizationId_id: { organizationId, id } }, data: columns });
    const { headerNames } = columns;
    const target = { kind: "server", id, name: slug };
    // Names only: the log is read by more people than the credentials are for.
    await recordAudit(tx, ctx, { action: "server.set_headers", target, before: { headerNames: before }, after: { headerNames } });
    return { headerNames };
  });
}
