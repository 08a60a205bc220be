import { createHash } from "node:crypto";
import type { Reservation } from "@portcullis/policy";

export type CounterPlace = { organizationId: string; grantId: string; serverId: string };
export type CounterKey = { key: string; scopeId: string };

/**
 * The identity of a counter (security.md section 7): SHA-256 over organization, scope kind, scope id, counter name, unit, window,
 * rolling and time zone, each with its length before it, so that no two tuples share an encoding.
 */
export function counterKey(reservation: Reservation, place: CounterPlace): CounterKey {
  const scopeId = scopeIdOf(reservation.scope, place);
  const { scope, counter, unit, window, rolling, timezone } = reservation;
  return {
    key: digest([place.organizationId, scope, scopeId, counter, unit, String(window), String(rolling), timezone]).toString("hex"),
    scopeId,
  };
}

function scopeIdOf(scope: Reservation["scope"], { organizationId, grantId, serverId }: CounterPlace): string {
  switch (scope) {
    case "grant":
      return uuidOf(digest(["grant on server", grantId, serverId]));
    case "server":
      return serverId;
    case "organization":
      return organizationId;
  }
}

/** A UUIDv8 (RFC 9562: vendor-defined) from the first 16 bytes of a digest. */
function uuidOf(bytes: Buffer): string {
  const id = Buffer.from(bytes.subarray(0, 16));
  id[6] = (id[6]! & 0x0f) | 0x80;
  id[8] = (id[8]! & 0x3f) | 0x80;
  return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function digest(parts: readonly string[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest();
}
