import type { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ownedServer } from "./owned.ts";
import { type ServerSettings, ServerSettingsInput, settingsOf, settingsSelect } from "./settings.ts";

export const SetServerSettingsInput = ServerSettingsInput.extend({ slug: Slug });
export type SetServerSettingsInput = z.input<typeof SetServerSettingsInput>;

/**
 * Replaces the settings of a server; every gateway has them within a second.
 * @throws ControlPlaneError invalid, also for a header that the stored credentials own and an era that the server does not speak
 */
export async function setServerSettings(ctx: Context, input: SetServerSettingsInput): Promise<ServerSettings> {
  requireCapability(ctx.caller, "manageServers");
  const { slug, ...settings } = readInput(SetServerSettingsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { id } = await ownedServer(tx, ctx.caller, slug);
    const row = await tx.server.findFirstOrThrow({
      where: { organizationId, id },
      select: { era: true, headerNames: true, ...settingsSelect },
    });
    requireNotOwned(settings.forwardHeaders, row.headerNames);
    requireSpoken(settings.eraPin, row.era);
    await tx.server.update({ where: { organizationId_id: { organizationId, id } }, data: settings });
    const target = { kind: "server", id, name: slug };
    await recordAudit(tx, ctx, { action: "server.set_settings", target, before: settingsOf(row), after: settings });
    return settings;
  });
}

/** A client must not be able to replace what the gateway sends in its own name. */
function requireNotOwned(forwarded: readonly string[], owned: readonly string[]): void {
  const names = new Set(owned.map((name) => name.toLowerCase()));
  const index = forwarded.findIndex((name) => names.has(name));
  if (index < 0) return;
  const message = `${forwarded[index]} is a stored header of this server. The gateway sends its own value, so a client's cannot pass.`;
  throw new ControlPlaneError("invalid", message, { issues: [{ pointer: `/forwardHeaders/${index}`, message }] });
}

function requireSpoken(pin: ServerSettings["eraPin"], era: string): void {
  if (pin === null || era === "dual" || era === pin) return;
  const message = `This server was found to speak only the ${era} form of the protocol. Read its tools again if that has changed.`;
  throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/eraPin", message }] });
}
