import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Caller } from "../caller.ts";
import type { Capability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id, Slug } from "../fields.ts";
import { ownedServer } from "../server/owned.ts";
import { ToolName } from "../server/set-tool-category.ts";
import type { KillScope } from "./kill-switch.ts";

/** One line of text that the next reader of the log will ask for. */
export const Reason = z
  .string()
  .trim()
  .min(3, "Say why: the next person who looks will ask.")
  .max(500, "Use at most 500 characters.")
  .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, "Leave out line breaks and control characters.");

export const killTargets = {
  organization: { scope: z.literal("organization") },
  server: { scope: z.literal("server"), serverSlug: Slug },
  tool: { scope: z.literal("tool"), serverSlug: Slug, tool: ToolName },
  grant: { scope: z.literal("grant"), grantId: Id },
} as const;

export type KillTarget =
  | { scope: "organization" }
  | { scope: "server"; serverSlug: string }
  | { scope: "tool"; serverSlug: string; tool: string }
  | { scope: "grant"; grantId: string };

/** Who may stop and release: whoever may manage the thing itself. */
export const capabilityFor = (scope: unknown): Capability => (scope === "grant" ? "manageGrants" : "manageServers");

export type ResolvedTarget = {
  scope: KillScope;
  /** Unique in the organization with the scope. */
  target: string;
  serverId: string | null;
  grantId: string | null;
  toolName: string | null;
};

/** The row's columns for a target. @throws ControlPlaneError not_found for another organization's and for none alike */
export async function resolveTarget(tx: Tx, caller: Caller, target: KillTarget): Promise<ResolvedTarget> {
  const { organizationId } = caller;
  const none = { serverId: null, grantId: null, toolName: null };
  switch (target.scope) {
    case "organization":
      return { scope: "organization", target: "", ...none };
    case "grant": {
      const grant = await tx.accessGrant.findFirst({ where: { organizationId, id: target.grantId }, select: { id: true } });
      if (!grant) throw notFound("grant");
      return { scope: "grant", target: grant.id, ...none, grantId: grant.id };
    }
    case "server": {
      const { id } = await ownedServer(tx, caller, target.serverSlug);
      return { scope: "server", target: id, ...none, serverId: id };
    }
    case "tool": {
      const { id } = await ownedServer(tx, caller, target.serverSlug);
      const tool = await tx.tool.findFirst({ where: { organizationId, serverId: id, name: target.tool }, select: { name: true } });
      if (!tool) throw notFound("tool");
      return { scope: "tool", target: `${id}/${tool.name}`, ...none, serverId: id, toolName: tool.name };
    }
  }
}
