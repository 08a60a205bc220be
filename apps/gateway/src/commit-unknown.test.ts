import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { anomaliesOf } from "./testing/anomalies.ts";
import { wireCases } from "./testing/env.ts";
import { type Link, proxy } from "./testing/fault-proxy/proxy.ts";
import type { Predicate } from "./testing/fault-proxy/units.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, environmentFor, post, until } from "./testing/harness.ts";
import { type Arrival, readHistory } from "./testing/history.ts";
import { type Bug, plantedGateway } from "./testing/planted.ts";
import { answerAll } from "./testing/upstream.ts";

let f: Fixture;
let link: Link;
let throughLink: { ownerUrl: string; rootKey: string };
const arrivals: Arrival[] = [];
/** Added to the wall clock of this process, and so of every gateway in it. */
let clockOffsetMs = 0;
const realNow = Date.now;

beforeAll(async () => {
  Date.now = () => realNow() + clockOffsetMs;
  const limits = [{ counter: "counted", window: "month", max: 100_000 }];
  const few = [{ counter: "few", window: "month", max: 5 }];
  f = await fixture({
    document: { version: "1", default: "allow", tools: { read: { limits }, few: { limits: few } } },
    tools: ["read", "write", "few"],
  });
  f.upstream.script = (request, response) => {
    arrivals.push({ traceId: String(request.headers.traceparent).split("-")[1]!, at: realNow() });
    return answerAll(request, response);
  };
  const url = new URL(f.database.ownerUrl);
  link = await proxy({ host: url.hostname, port: Number(url.port) }, { decode: "postgres" });
  url.host = `127.0.0.1:${link.port}`;
  throughLink = { ...f.database, ownerUrl: url.toString() };
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterEach(() => {
  clockOffsetMs = 0;
  link.heal();
});
afterAll(async () => {
  Date.now = realNow;
  await link?.close();
  await f?.close();
});

const open = async (bug?: Bug) => {
  const gateway = await plantedGateway(bug, environmentFor(throughLink as Fixture["database"], { DRAIN_SECONDS: "0.1" }));
  await send(gateway, "write");
  f.upstream.received.length = 0;
  return gateway;
};
const send = async (gateway: Gateway, tool: string) => (await post({ gateway, token: f.grant.token }, call(tool))).text();
const sent = () => f.upstream.calls().length;

/** The end of an admission's answer: its rows are out, and the commit is or is not. */
function afterRows(tag: "C" | "Z"): Predicate {
  let isAdmission = false;
  return (unit) => {
    if (unit.tag === "D" && unit.bytes.includes("admitted")) isAdmission = true;
    if (!isAdmission || unit.tag !== tag) return false;
    isAdmission = false;
    return true;
  };
}
/** The end of the question, as the database gets it. */
function afterSync(): Predicate {
  let isAdmission = false;
  return (unit) => {
    if (unit.tag === "B" && unit.text === "admit") isAdmission = true;
    if (!isAdmission || unit.tag !== "S") return false;
    isAdmission = false;
    return true;
  };
}
const cuts = {
  "between the rows and ReadyForQuery": () => link.cut("down", afterRows("C"), "after"),
  "before ReadyForQuery": () => link.cut("down", afterRows("Z"), "before"),
  "after the question": () => link.cut("up", afterSync(), "after"),
};

type Planted = Bug & { name: string; check: (gateway: Gateway) => Promise<void> };
const admission = "apps/gateway/src/admit/admission.ts";
const notSent = (cut: () => void) => async (gateway: Gateway) => {
  cut();
  expect(await send(gateway, "read")).toContain("store_unavailable");
  expect(sent()).toBe(0);
};

const bugs: Planted[] = [
  {
    name: "PB-25 (L3): sent before the commit",
    file: admission,
    from: "const verdicts = buffered === undefined ? await inTime(x, calls, recordBefore(x, calls)) : [buffered];",
    to: 'void recordBefore(x, calls).catch(() => {});\n    const handedAt = { monotonic: performance.now(), wall: x.deps.now() };\n    const verdicts = calls.map((): AdmitVerdict => ({ verdict: "admitted", handedAt, limits: [] }));',
    check: async (gateway) => {
      const lock = new pg.Client({ connectionString: f.database.ownerUrl });
      await lock.connect();
      await lock.query("BEGIN; LOCK TABLE portcullis.attempt IN SHARE MODE");
      const answer = send(gateway, "write");
      const waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'portcullis.attempt'::regclass";
      await until(
        () => f.seed.sql(waits),
        (rows) => rows.length > 0,
      );
      // Once more after everything has had its turn.
      await until(
        () => f.seed.sql(waits),
        (rows) => rows.length > 0,
      );
      const before = sent();
      await lock.query("COMMIT");
      await lock.end();
      await answer;
      expect(before).toBe(0);
    },
  },
  {
    name: "PB-26 (FA-5): rows taken for the commit",
    file: "packages/control-plane/src/gateway/ask.ts",
    from: "    const answer = await client.query({ ...question, query_timeout: Math.ceil(leftMs) } as Question);",
    to: `    const answer = await new Promise<{ rows: unknown[] }>((resolve, reject) => {
      if (question.name !== "admit") return void client.query(question).then(resolve, reject);
      const { Query } = client.constructor as unknown as { Query: new (q: unknown) => NodeJS.EventEmitter };
      const query = new Query(question);
      query.on("row", (row) => resolve({ rows: [row] })).on("error", reject);
      client.query(query as never);
    });`,
    check: notSent(cuts["between the rows and ReadyForQuery"]),
  },
  {
    name: "PB-27 (FA-5): an unknown commit means sent",
    file: admission,
    from: '"a call could not be admitted");\n    return unavailable(x);',
    to: '"a call could not be admitted");\n    return undefined;',
    check: notSent(cuts["after the question"]),
  },
  {
    name: "PB-29 (FR-5): no deadline",
    file: "apps/gateway/src/enforce/send-deadline.ts",
    from: "!mayStillSend(x.handedAt, { monotonic: performance.now(), wall: now() })",
    to: "now() === -1 && mayStillSend(x.handedAt, { monotonic: 0, wall: 0 })",
    check: async (gateway) => {
      // The answer of the admission is held while the clock goes on, as it does for a replica that is frozen.
      link.hold("down", afterRows("Z"));
      const answer = send(gateway, "read");
      await until(
        () => link.log.filter(({ effect }) => effect === "hold").length,
        (count) => count > 0,
      );
      clockOffsetMs = 5_000;
      link.release();
      link.log.length = 0;
      expect(await answer).toContain("deadline_exceeded");
      expect(sent()).toBe(0);
    },
  },
  {
    name: "PB-31 (FA-7): sent once more after its first byte",
    file: "apps/gateway/src/relay/upstream-call.ts",
    from: "    const failure = failureOf(error, this.#sent);",
    to: `    if (this.#sent && !this.#over) {
      this.#over = true;
      this.#x.connection = undefined;
      return this.#sendAgain();
    }
    const failure = failureOf(error, this.#sent);`,
    check: async (gateway) => {
      const answering = f.upstream.script;
      f.upstream.script = (_, response) => void response.socket?.destroy();
      const text = await send(gateway, "write");
      f.upstream.script = answering;
      expect(text).toContain("may have run");
      expect(sent()).toBe(1);
    },
  },
];

const cutsOfEach = wireCases === undefined ? 34 : 334;
test("FA-5: while a commit is not known nothing is sent; what landed is closed as not sent, and limits are given back", async () => {
  const gateway = await open();
  for (const cut of Object.values(cuts)) {
    for (let round = 0; round < cutsOfEach; round++) {
      cut();
      expect(await send(gateway, "read")).toContain("store_unavailable");
      link.heal();
      expect(sent()).toBe(0);
    }
  }
  expect(await send(gateway, "read")).toContain('"done"');
  // Every five seconds what nobody holds a call for is closed.
  const pending = () => f.seed.sql("SELECT 1 FROM portcullis.decision WHERE outcome = 'pending'");
  await until(pending, (rows) => rows.length === 0, 15_000);
  const rows = await f.seed.decisions();
  expect(rows.filter(({ tool, outcome }) => tool === "read" && outcome === "not_sent").length).toBeGreaterThan(0);
  const history = await readHistory(f.database.ownerUrl, f.seed.organizationId, { arrivals });
  expect(anomaliesOf(history)).toEqual([]);
  await gateway.close();
}, 60_000);

describe("planted bugs of admission", () => {
  test("without one every check holds", async () => {
    const gateway = await open();
    for (const { check } of bugs) {
      f.upstream.received.length = 0;
      await check(gateway);
      link.heal();
      clockOffsetMs = 0;
    }
    await gateway.close();
  });

  test.each(bugs)("$name: is caught", async ({ file, from, to, check }) => {
    const gateway = await open({ file, from, to });
    await expect(check(gateway)).rejects.toThrow();
    link.heal();
    clockOffsetMs = 0;
    await gateway.close().catch(() => {});
  });
});

test("LI-4: replicas whose clocks are wrong by up to an hour neither exceed a limit nor reset it", async () => {
  const gateway = await open();
  const answers: string[] = [];
  for (const offset of [-3_600_000, -5_000, 5_000, 3_600_000]) {
    clockOffsetMs = offset;
    for (let call = 0; call < 3; call++) answers.push(await send(gateway, "few"));
  }
  expect(answers.filter((text) => text.includes('"done"'))).toHaveLength(5);
  expect(answers.filter((text) => text.includes("limit_exceeded"))).toHaveLength(7);
  clockOffsetMs = 0;
  await gateway.close();
});
