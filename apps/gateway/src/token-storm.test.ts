import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until } from "./testing/harness.ts";
import { wellFormedToken } from "./testing/seed.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ environment: { LIMIT_BAD_TOKENS_PER_MINUTE: "1000", LIMIT_CONNECTIONS_PER_SOURCE: "500" } });
});
afterAll(() => f?.close());

/** From now on a token that opens nothing costs the database half a second. */
const slowStrangers = `
  ALTER FUNCTION portcullis.grant_by_token(bytea) RENAME TO quick_grant_by_token;
  CREATE FUNCTION portcullis.grant_by_token(token_hash bytea)
  RETURNS TABLE (organization_id uuid, organization_slug text, grant_id uuid, label text, tags text[], grant_expires_at timestamptz, token_expires_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$ BEGIN
    RETURN QUERY SELECT * FROM portcullis.quick_grant_by_token(token_hash);
    IF NOT FOUND THEN PERFORM pg_sleep(0.5); END IF;
  END $$;
  GRANT EXECUTE ON FUNCTION portcullis.grant_by_token(bytea) TO pc_gateway`;

test("a storm of invented tokens keeps no known grant waiting", async () => {
  expect((await f.send(call("read"))).status).toBe(200);
  await f.seed.sql(slowStrangers);
  const storm = Array.from({ length: 100 }, () => post({ gateway: f.gateway, token: wellFormedToken() }, call("read")));
  const strangersWait = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
  await until(
    () => f.seed.sql(strangersWait),
    (rows) => rows.length > 0,
  );
  // Something of the organization changes each time, so that grant and route are read anew.
  for (let round = 0; round < 5; round++) {
    await f.seed.sql("UPDATE portcullis.server SET name = name");
    const answer = await f.send(call("read", {}, round));
    expect([answer.status, await answer.json()]).toMatchObject([200, { id: round, result: { content: [{ text: "done" }] } }]);
  }
  expect(await f.seed.sql(strangersWait)).not.toEqual([]);
  const statuses = (await Promise.all(storm)).map(({ status }) => status);
  // The first few were looked up; the rest did not get their turn in time.
  expect(new Set(statuses)).toEqual(new Set([401, 503]));
});
