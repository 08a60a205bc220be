import { type Category, type Risk, riskOf } from "@portcullis/catalogue";
import type { Caller } from "../caller.ts";
import type { ControlPlane } from "../open.ts";
import { isPinned } from "../pin/pins.ts";
import type { ServerSettings } from "./settings.ts";

export type ServerInfo = { name: string; version: string; title?: string };

export type ServerSummary = {
  id: string;
  slug: string;
  name: string;
  url: string;
  enabled: boolean;
  era: "legacy" | "modern" | "dual";
  protocolVersion: string;
  /** What the server says of itself: shown, never trusted. */
  serverInfo: ServerInfo | null;
  toolCount: number;
  /** Where clients connect. */
  gatewayUrl: string;
  discoveredAt: Date;
  /** Names of the stored credentials; their values never come out. */
  headerNames: string[];
  /** Grants that reach this server and are not revoked. */
  grantCount: number;
  createdAt: Date;
};

export type ServerTool = {
  name: string;
  title?: string;
  description?: string;
  inputSchema: unknown;
  annotations?: Record<string, unknown>;
  /** SHA-256 over form C1 of the whole definition, in hex. */
  digest: string;
  /** The definition as the server sent it, byte for byte. */
  definition: string;
  /** What policies go by: the organization's own judgement where there is one, else {@link classifiedAs}. */
  category: Category;
  risk: Risk;
  /** What the tool's own words say, and how sure that is (0 to 1). */
  classifiedAs: Category;
  confidence: number;
  override?: CategoryOverride;
  /** A person has accepted exactly this definition; if not, agents neither see nor reach the tool. */
  accepted: boolean;
  firstSeenAt: Date;
  changedAt: Date;
};

/** A category that a person has given a tool. */
export type CategoryOverride = { category: Category; reason: string; setBy: string; setAt: Date };

export type Server = ServerSummary & { settings: ServerSettings; tools: ServerTool[] };

/** What a summary is read from. */
export const summarySelect = {
  id: true,
  slug: true,
  name: true,
  url: true,
  enabled: true,
  era: true,
  protocolVersion: true,
  serverInfo: true,
  discoveredAt: true,
  headerNames: true,
  createdAt: true,
  _count: { select: { tools: true, grantServers: { where: { grant: { revokedAt: null } } } } },
} as const;

type SummaryRow = Omit<ServerSummary, "era" | "serverInfo" | "toolCount" | "gatewayUrl" | "grantCount"> & {
  era: string;
  serverInfo: unknown;
  _count: { tools: number; grantServers: number };
};

export const summaryOf = (ctx: ControlPlane & { caller: Caller }, { _count, era, serverInfo, ...row }: SummaryRow): ServerSummary => ({
  ...row,
  era: era as ServerSummary["era"],
  serverInfo: serverInfo as ServerInfo | null,
  toolCount: _count.tools,
  grantCount: _count.grantServers,
  gatewayUrl: gatewayUrlOf(ctx, ctx.caller.organizationSlug, row.slug),
});

/** The address that clients of one server use. */
export const gatewayUrlOf = (cp: { gatewayUrl: string }, organizationSlug: string, serverSlug: string) =>
  `${cp.gatewayUrl}/${organizationSlug}/${serverSlug}/mcp`;

type ToolRow = {
  name: string;
  definition: string;
  digest: Uint8Array;
  category: string;
  confidence: number;
  firstSeenAt: Date;
  changedAt: Date;
};

/** A stored definition with the parts that pages show. Parts of the wrong type are left out; the definition always has them. */
export function toolOf(row: ToolRow, pin: Uint8Array | undefined, override?: CategoryOverride): ServerTool {
  const category = override?.category ?? (row.category as Category);
  const { title, description, inputSchema, annotations } = JSON.parse(row.definition) as Record<string, unknown>;
  return {
    name: row.name,
    ...(typeof title === "string" && { title }),
    ...(typeof description === "string" && { description }),
    inputSchema,
    ...(isRecord(annotations) && { annotations }),
    digest: Buffer.from(row.digest).toString("hex"),
    definition: row.definition,
    category,
    risk: riskOf(category),
    classifiedAs: row.category as Category,
    confidence: row.confidence,
    ...(override && { override }),
    accepted: isPinned(pin, row.digest),
    firstSeenAt: row.firstSeenAt,
    changedAt: row.changedAt,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
