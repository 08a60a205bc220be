import { z } from "zod";
import { Slug } from "../../fields.ts";
import { DeleteServerInput, deleteServer } from "../../server/delete.ts";
import { GetServerInput, getServer } from "../../server/get.ts";
import { listServers } from "../../server/list.ts";
import { RediscoverServerInput, rediscoverServer } from "../../server/rediscover.ts";
import { RegisterServerInput, registerServer } from "../../server/register.ts";
import { RenameServerInput, renameServer } from "../../server/rename.ts";
import { SetServerEnabledInput, setServerEnabled } from "../../server/set-enabled.ts";
import { SetServerHeadersInput, setServerHeaders } from "../../server/set-headers.ts";
import { SetServerSettingsInput, setServerSettings } from "../../server/set-settings.ts";
import { listOf, Nothing, type Route, route, Time, tagged } from "../route.ts";

export const ServerSummary = z.object({
  id: z.uuid(),
  slug: Slug,
  name: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  era: z.enum(["legacy", "modern", "dual"]),
  protocolVersion: z.string(),
  serverInfo: z.object({ name: z.string(), version: z.string(), title: z.string().optional() }).nullable(),
  toolCount: z.int(),
  gatewayUrl: z.string(),
  discoveredAt: Time,
  headerNames: z.array(z.string()).describe("Names of the stored credentials. Their values never come out."),
  grantCount: z.int(),
  createdAt: Time,
});

/** Whatever settings a server has: the input's own schema says which. */
const Settings = z.looseObject({
  callTimeoutSeconds: z.int().nullable(),
  idleTimeoutSeconds: z.int().nullable(),
  forwardHeaders: z.array(z.string()),
  forwardMethods: z.array(z.string()),
  eraPin: z.enum(["legacy", "modern"]).nullable(),
});

export const Tool = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.unknown(),
  digest: z.string().describe("SHA-256 of the canonical form of the whole definition, in hex."),
  category: z.string(),
  risk: z.string(),
  classifiedAs: z.string(),
  confidence: z.number(),
  override: z.object({ category: z.string(), reason: z.string(), setBy: z.string(), setAt: Time }).optional(),
  accepted: z.boolean().describe("Whether a person has accepted exactly this definition. If not, agents neither see nor reach the tool."),
  firstSeenAt: Time,
  changedAt: Time,
});

export const Server = ServerSummary.extend({ settings: Settings, tools: z.array(Tool) });
export const ToolChanges = z.object({ added: z.array(z.string()), removed: z.array(z.string()), changed: z.array(z.string()) });

export const serverRoutes: readonly Route[] = tagged("Servers", [
  route("GET /servers", "listServers", "servers:read", {
    summary: "List the servers, by name.",
    input: Nothing,
    output: listOf(ServerSummary),
    verb: async (ctx) => ({ items: await listServers(ctx) }),
  }),
  route("POST /servers", "registerServer", "servers:write", {
    summary: "Register a server.",
    details:
      "The server is called first and stored, with its tools, only when it answers. `headers` are stored encrypted and never shown again.",
    input: RegisterServerInput,
    output: Server,
    status: 201,
    verb: registerServer,
  }),
  route("GET /servers/{slug}", "getServer", "servers:read", {
    summary: "Read a server with its settings and tools.",
    input: GetServerInput,
    output: Server,
    verb: getServer,
  }),
  route("PATCH /servers/{slug}", "renameServer", "servers:write", {
    summary: "Change a server's name.",
    details: "Its short name, which is part of the gateway's URLs, stays.",
    input: RenameServerInput,
    output: null,
    verb: renameServer,
  }),
  route("PUT /servers/{slug}/settings", "setServerSettings", "servers:write", {
    summary: "Replace a server's settings.",
    input: SetServerSettingsInput,
    output: Settings,
    verb: setServerSettings,
  }),
  route("PUT /servers/{slug}/headers", "setServerHeaders", "servers:write", {
    summary: "Replace the headers with which the gateway meets a server.",
    details: "The values are stored encrypted and never shown again.",
    input: SetServerHeadersInput,
    output: z.object({ headerNames: z.array(z.string()) }),
    verb: setServerHeaders,
  }),
  route("PUT /servers/{slug}/enabled", "setServerEnabled", "servers:write", {
    summary: "Switch a server off, or on again.",
    input: SetServerEnabledInput,
    output: null,
    verb: setServerEnabled,
  }),
  route("POST /servers/{slug}/rediscover", "rediscoverServer", "servers:write", {
    summary: "Call a server again and store what it lists now.",
    input: RediscoverServerInput,
    output: ToolChanges,
    verb: rediscoverServer,
  }),
  route("DELETE /servers/{slug}", "deleteServer", "servers:write", {
    summary: "Delete a server with its tools and policies, and its places in grants.",
    details: "`confirm` is the short name once more. What was decided about the server stays in the log.",
    input: DeleteServerInput,
    output: null,
    verb: deleteServer,
  }),
]);
