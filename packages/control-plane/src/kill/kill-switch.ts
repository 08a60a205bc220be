import type { Prisma } from "@portcullis/db";

export const killScopes = ["organization", "server", "tool", "grant"] as const;
export type KillScope = (typeof killScopes)[number];

/** What is stopped, why, and by whom: every call in its scope is refused with the reason `killed` while it is there. */
export type KillSwitch = {
  id: string;
  scope: KillScope;
  /** Of the scopes server and tool. */
  serverSlug: string | null;
  serverName: string | null;
  tool: string | null;
  grantId: string | null;
  grantLabel: string | null;
  reason: string;
  setBy: string;
  setAt: Date;
};

export const killSwitchSelect = {
  id: true,
  scope: true,
  toolName: true,
  reason: true,
  setByName: true,
  setAt: true,
  server: { select: { slug: true, name: true } },
  grant: { select: { id: true, label: true } },
} as const satisfies Prisma.KillSwitchSelect;

type Row = Prisma.KillSwitchGetPayload<{ select: typeof killSwitchSelect }>;

export const killSwitchOf = ({ id, scope, toolName, reason, setByName, setAt, server, grant }: Row): KillSwitch => ({
  id,
  scope: scope as KillScope,
  serverSlug: server?.slug ?? null,
  serverName: server?.name ?? null,
  tool: toolName,
  grantId: grant?.id ?? null,
  grantLabel: grant?.label ?? null,
  reason,
  setBy: setByName,
  setAt,
});

/** What the audit log calls the target. */
export function killName({ scope, serverSlug, tool, grantLabel }: Omit<KillSwitch, "id" | "reason" | "setBy" | "setAt">): string {
  switch (scope) {
    case "organization":
      return "the whole organization";
    case "server":
      return `server ${serverSlug}`;
    case "tool":
      return `tool ${tool} of ${serverSlug}`;
    case "grant":
      return `grant ${grantLabel}`;
  }
}
