import { z } from "zod";
import { Id, Slug } from "../../fields.ts";
import { killScopes } from "../../kill/kill-switch.ts";
import { listKillSwitches } from "../../kill/list.ts";
import { type SetKillSwitchInput, setKillSwitch } from "../../kill/set.ts";
import { Nothing, type Route, route, Time, tagged } from "../route.ts";

const KillSwitch = z.object({
  id: z.uuid(),
  scope: z.enum(killScopes),
  serverSlug: z.string().nullable(),
  serverName: z.string().nullable(),
  tool: z.string().nullable(),
  grantId: z.uuid().nullable(),
  grantLabel: z.string().nullable(),
  reason: z.string(),
  setBy: z.string(),
  setAt: Time,
});

const Installation = z.object({ reason: z.string().nullable(), setAt: Time });

/** All targets in one object, as a reader of the reference wants them; the verb says which belong to which scope. */
const SetInput = z.strictObject({
  scope: z.enum(killScopes),
  reason: z.string(),
  serverSlug: Slug.optional().describe("For the scopes server and tool."),
  tool: z.string().optional().describe("For the scope tool."),
  grantId: Id.optional().describe("For the scope grant."),
});

// Stopping is for machines too; what was stopped is released by a person who has just signed in.
export const killSwitchRoutes: readonly Route[] = tagged("Kill switches", [
  route("GET /kill-switches", "listKillSwitches", "kill:read", {
    summary: "List what is stopped.",
    details: "`installation` is set while the operator has stopped everything.",
    input: Nothing,
    output: z.object({ items: z.array(KillSwitch), installation: Installation.nullable() }),
    verb: async (ctx) => {
      const { switches: items, installation } = await listKillSwitches(ctx);
      return { items, installation };
    },
  }),
  route("POST /kill-switches", "setKillSwitch", "kill:write", {
    summary: "Stop a grant, a tool, a server or the whole organization.",
    details: "Every gateway refuses its calls within a second. It is released in the dashboard, by a person who has just signed in.",
    input: SetInput,
    output: KillSwitch,
    status: 201,
    verb: (ctx, input) => setKillSwitch(ctx, input as SetKillSwitchInput),
  }),
]);
