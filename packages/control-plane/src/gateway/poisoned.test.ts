import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreUnavailable } from "./ask.ts";
import { type Admitting, admitting, limitOf, type Place, requestAt } from "./testing/admitting.ts";

let a: Admitting;
let place: Place;
let revision: bigint;
beforeAll(async () => {
  a = await admitting();
  place = await a.newPlace();
  revision = await a.revision(place.organizationId);
  // What a call may run into, by the name of its tool.
  await a.sql(`
    CREATE FUNCTION portcullis.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.tool = 'error' THEN RAISE EXCEPTION 'planted' USING ERRCODE = '22P02'; END IF;
      IF NEW.tool = 'deadlock' THEN RAISE EXCEPTION 'planted' USING ERRCODE = '40P01'; END IF;
      RETURN NEW;
    END $$;
    GRANT EXECUTE ON FUNCTION portcullis.poison() TO PUBLIC;
    CREATE TRIGGER poison BEFORE INSERT ON portcullis.attempt FOR EACH ROW EXECUTE FUNCTION portcullis.poison()`);
});
afterAll(() => a?.close());

const batchWith = async (poisoned: ReturnType<typeof requestAt>) => {
  const shared = limitOf({ max: "1000" });
  const others = Array.from({ length: 63 }, () => requestAt(place, revision, { reservations: [shared] }));
  const requests = [...others.slice(0, 31), poisoned, ...others.slice(31)];
  const settled = await Promise.allSettled(requests.map((request) => a.store.admit(request)));
  const verdicts = settled.map((one) => (one.status === "fulfilled" ? one.value.verdict : one.reason));
  expect(verdicts.filter((verdict) => verdict === "admitted")).toHaveLength(63);
  const [row] = await a.of(place.organizationId, "SELECT used::integer FROM portcullis.limit_counter WHERE name = $1", [shared.counter]);
  expect(row).toEqual({ used: 63 });
  expect(await a.of(place.organizationId, "SELECT 1 FROM portcullis.attempt WHERE id = $1", [poisoned.attempt.id])).toEqual([]);
  return verdicts[31];
};

test.each(["error", "deadlock"])(
  "FA-9: a call that meets a database's %s is refused, the other 63 of its batch are admitted",
  async (tool) => {
    expect(await batchWith(requestAt(place, revision, { attempt: { tool } }))).toBeInstanceOf(StoreUnavailable);
  },
);

test("FA-9: a call whose counter somebody holds is refused when the lock's time is over, the other 63 are admitted", async () => {
  const held = limitOf();
  await a.store.admit(requestAt(place, revision, { reservations: [held] }));
  await a.of(place.organizationId, "BEGIN");
  await a.sql("SELECT 1 FROM portcullis.limit_counter WHERE name = $1 FOR UPDATE", [held.counter]);
  const others = Array.from({ length: 63 }, () => requestAt(place, revision));
  const poisoned = a.store.admit(requestAt(place, revision, { reservations: [held] })).catch((error: unknown) => error);
  const verdicts = await Promise.all(others.map((request) => a.store.admit(request)));
  expect(verdicts.every(({ verdict }) => verdict === "admitted")).toBe(true);
  expect(await poisoned).toBeInstanceOf(StoreUnavailable);
  await a.sql("ROLLBACK");
});
