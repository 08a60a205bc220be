import type { Pool } from "@portcullis/db/runtime";
import type { Reservation } from "@portcullis/policy";
import { ask } from "./ask.ts";
import { type CounterPlace, counterKey } from "./counter-key.ts";

export type ReserveRequest = CounterPlace & { decisionId: string };
export type ReserveResult =
  | { ok: true }
  | { ok: false /** Into the reservations given. */; index: number; retryAfterSeconds: number; resetsAt: Date };

/**
 * Takes all reservations of one call, or none (security.md section 7). Committed when it resolves.
 * @throws StoreUnavailable: then it is not known whether they were taken, and the call must not be sent
 */
export async function reserve(
  pool: Pool,
  request: ReserveRequest,
  reservations: readonly Reservation[],
  deadlineMs: number,
): Promise<ReserveResult> {
  const items = itemsOf(reservations, request);
  const values = [request.organizationId, request.decisionId, JSON.stringify(items.map(({ item }) => item))];
  const [full] = await ask<FullRow>(pool, { name: "reserve", text: reserveText, values }, deadlineMs);
  if (!full) return { ok: true };
  return {
    ok: false,
    index: items[full.item]!.index,
    retryAfterSeconds: Math.max(1, Math.ceil(full.retry_after_seconds)),
    resetsAt: full.resets_at,
  };
}

type FullRow = { item: number; resets_at: Date; retry_after_seconds: number };
type Item = {
  key: string;
  name: string;
  scope: string;
  scope_id: string;
  unit: string | null;
  seconds: number | null;
  rolling: boolean;
  timezone: string;
  max: string;
  amount: string;
};

const reserveText = "SELECT item, resets_at, retry_after_seconds FROM portcullis.reserve($1, $2, $3::jsonb)";

/** One item per counter: two limits that name the same one ask it once, and the narrower maximum holds. */
function itemsOf(reservations: readonly Reservation[], place: CounterPlace): { index: number; item: Item }[] {
  const items = new Map<string, { index: number; item: Item }>();
  reservations.forEach((reservation, index) => {
    const { key, scopeId } = counterKey(reservation, place);
    const known = items.get(key);
    if (!known || Number(reservation.max) < Number(known.item.max)) items.set(key, { index, item: itemOf(reservation, key, scopeId) });
  });
  return [...items.values()];
}

const itemOf = (reservation: Reservation, key: string, scopeId: string): Item => ({
  key,
  name: reservation.counter,
  scope: reservation.scope,
  scope_id: scopeId,
  unit: typeof reservation.window === "string" ? reservation.window : null,
  seconds: reservation.rolling ? spanSeconds(reservation.window) : null,
  rolling: reservation.rolling,
  timezone: reservation.timezone,
  max: reservation.max,
  amount: reservation.amount,
});

const spanSeconds = (window: Reservation["window"]): number => (typeof window === "number" ? window : unitSeconds[window]);
const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
