import type { Pool } from "@portcullis/db/runtime";
import { ask } from "./ask.ts";

/** What is remembered of an ended session until its greatest age: nothing that would open one. `issuedAt`: milliseconds since the epoch. */
export type EndedSession = { tag: string; issuedAt: number };

/** The question that keeps an ended session for replicas that start later, tells those that run, and forgets some that are too old to open. */
export const tellEnded = ({ tag, issuedAt }: EndedSession, channel: string) => ({
  name: "session_ended",
  text: `
    WITH old AS (
      SELECT tag FROM portcullis.ended_session WHERE issued_at < portcullis.now() - interval '${ageHoursMax} hours'
      ORDER BY tag LIMIT 100 FOR UPDATE SKIP LOCKED
    ), forgotten AS (
      DELETE FROM portcullis.ended_session WHERE tag IN (SELECT tag FROM old)
    ), kept AS (
      INSERT INTO portcullis.ended_session (tag, issued_at) VALUES ($1, to_timestamp($2::float8 / 1000)) ON CONFLICT DO NOTHING
    )
    SELECT pg_notify($3, $4)`,
  values: [tag, issuedAt, channel, `ended ${tag} ${issuedAt}`],
});

/** The youngest sessions that ended before anybody listened, at most as many as a replica remembers. @throws StoreUnavailable */
export const endedBefore = (pool: Pool, deadlineMs: number): Promise<EndedSession[]> =>
  ask<EndedSession>(pool, { name: "sessions_ended", text: endedText }, deadlineMs);

/** Sealed ids open for 24 hours. */
const ageHoursMax = 24;
const endedText = `
  SELECT tag, floor(extract(epoch FROM issued_at) * 1000)::float8 AS "issuedAt" FROM portcullis.ended_session
  WHERE issued_at >= portcullis.now() - interval '${ageHoursMax} hours' ORDER BY issued_at DESC LIMIT 50000`;
