import type { Tx } from "@portcullis/db";
import { documentLimits, parsePolicy, type Reservation } from "@portcullis/policy";
import { counterKey } from "../gateway/counter-key.ts";

/** A limit that some live policy sets, as the counter that calls of it are counted in. Numbers are exact decimal text. */
export type KnownLimit = {
  /** Names the counter: hexadecimal. */
  key: string;
  counter: string;
  /** What the counter is shared by. */
  scope: Reservation["scope"];
  window: Reservation["window"];
  /** A span that moves along, not a calendar's. */
  rolling: boolean;
  timezone: string;
  unit: "calls" | "amount";
  max: string;
  /** The most that any span as long as the window can hold: `max` where it rolls, twice as much across the edge of two calendar windows. */
  worstCase: string;
  /** null for a limit of the whole organization. */
  serverSlug: string | null;
  serverName: string | null;
  /** Set for a limit of one grant alone. */
  grantId: string | null;
  grantLabel: string | null;
  /** Live grants that count here. */
  grants: number;
  policyId: string;
  policyName: string;
  /** JSON pointer of the limit in the policy. */
  rule: string;
};

export type LimitPlace = { grantId?: string; serverSlug?: string };

/** The limits of live policies of live grants, one for each counter; where several name a counter, the narrowest of them. */
export async function knownLimits(tx: Tx, organizationId: string, { grantId, serverSlug }: LimitPlace = {}): Promise<KnownLimit[]> {
  const rows = await tx.grantServer.findMany({
    where: {
      organizationId,
      policyId: { not: null },
      grant: { revokedAt: null },
      ...(grantId === undefined ? {} : { grantId }),
      ...(serverSlug === undefined ? {} : { server: { slug: serverSlug } }),
    },
    orderBy: [{ server: { name: "asc" } }, { grant: { label: "asc" } }],
    select: {
      grantId: true,
      serverId: true,
      grant: { select: { label: true } },
      server: { select: { slug: true, name: true } },
      policy: { select: { id: true, name: true, liveVersion: true } },
    },
  });
  const reservations = await reservationsOf(tx, organizationId, rows);
  const found = new Map<string, KnownLimit>();
  for (const { grantId: id, serverId, grant, server, policy } of rows)
    for (const reservation of policy ? (reservations.get(policy.id) ?? []) : []) {
      const { key } = counterKey(reservation, { organizationId, grantId: id, serverId });
      const known = found.get(key);
      // One grant names a counter once or several times: it counts once.
      const grants = (known?.grants ?? 0) + (reservation.scope === "grant" && known ? 0 : 1);
      if (known && Number(known.max) <= Number(reservation.max)) found.set(key, { ...known, grants });
      else found.set(key, { ...limitOf(reservation, key), ...placeOf(reservation, { id, grant, server }), ...policyOf(policy), grants });
    }
  return [...found.values()];
}

type Row = { policy: { id: string; name: string; liveVersion: number | null } | null };

/** Of each policy that is attached somewhere, read once however many grants have it. */
async function reservationsOf(tx: Tx, organizationId: string, rows: readonly Row[]): Promise<Map<string, Reservation[]>> {
  const live = new Map(rows.flatMap(({ policy }) => (policy?.liveVersion ? [[policy.id, policy.liveVersion] as const] : [])));
  if (live.size === 0) return new Map();
  const versions = await tx.policyVersion.findMany({
    where: { organizationId, OR: [...live].map(([policyId, version]) => ({ policyId, version })) },
    select: { policyId: true, document: true },
  });
  return new Map(versions.map(({ policyId, document }) => [policyId, reservationsIn(document)]));
}

function reservationsIn(document: string): Reservation[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return [];
  const entries = Object.entries(parsed.policy.tools ?? {}).map(([key, entry]) => ({ key, entry, pointer: `/tools/${escaped(key)}` }));
  return documentLimits(parsed.policy, entries).map(({ reservation }) => reservation);
}

const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");

function limitOf({ counter, scope, window, rolling, timezone, unit, max, rule }: Reservation, key: string) {
  return { key, counter, scope, window, rolling, timezone, unit, max, worstCase: rolling ? max : doubled(max), rule };
}

function placeOf(
  { scope }: Reservation,
  { id, grant, server }: { id: string; grant: { label: string }; server: { slug: string; name: string } },
) {
  const isShared = scope === "organization";
  return {
    serverSlug: isShared ? null : server.slug,
    serverName: isShared ? null : server.name,
    grantId: scope === "grant" ? id : null,
    grantLabel: scope === "grant" ? grant.label : null,
  };
}

const policyOf = (policy: Row["policy"]) => ({ policyId: policy?.id ?? "", policyName: policy?.name ?? "" });

/** Twice a decimal, exactly. */
export function doubled(decimal: string): string {
  if (!/^\d+(\.\d+)?$/.test(decimal)) return String(2 * Number(decimal));
  const [whole = "0", fraction = ""] = decimal.split(".");
  const digits = (2n * BigInt(whole + fraction)).toString().padStart(fraction.length + 1, "0");
  const at = digits.length - fraction.length;
  return fraction === "" ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`.replace(/\.?0+$/, "");
}
