import { expect, test } from "vitest";
import type { Session } from "../message/session-envelope.ts";
import type { Tenant } from "../tenant/tenants.ts";
import { IdleSessions } from "./idle-sessions.ts";

const tenant = { grant: { id: "g" }, route: { serverSlug: "zabbix" } } as Tenant;
const session = (tag: string) => ({ tag }) as Session;

/** Two replicas on one clock, that tell each other what they use. */
function replicas() {
  let at = 0;
  const ended: string[] = [];
  const told: string[] = [];
  const make = (name: string): IdleSessions =>
    new IdleSessions({
      idleMs: 30_000,
      sweepMs: 1_000,
      now: () => at,
      onUsed: (tags) => {
        told.push(...tags);
        for (const one of both) for (const tag of tags) one.usedElsewhere(tag);
      },
      onIdle: ({ tag }) => ended.push(`${name} ${tag}`),
    });
  const both = [make("a"), make("b")] as const;
  const pass = (ms: number, isInformed = true) => {
    for (const end = at + ms; at < end; ) {
      at += 1_000;
      for (const one of both) one.sweep(isInformed);
    }
  };
  return { both, ended, told, pass };
}

test("D4: a session that nobody uses is ended, once its time has passed and not before", () => {
  const { both, ended, pass } = replicas();
  both[0].begin(session("s"), tenant)();
  pass(29_000);
  expect(ended).toEqual([]);
  pass(6_000);
  expect(ended).toEqual(["a s"]);
  pass(60_000);
  expect(ended).toHaveLength(1);
});

test("D4: use at another replica keeps it, and is told seldom", () => {
  const { both, ended, told, pass } = replicas();
  both[0].begin(session("s"), tenant)();
  for (let turn = 0; turn < 300; turn++) {
    both[1].begin(session("s"), tenant)();
    pass(1_000);
  }
  expect(ended).toEqual([]);
  expect(told.length).toBeLessThan(40);
});

test("D4: a call or a stream that runs keeps it, however long; so does its last use at a replica that was quiet", () => {
  const { both, ended, pass } = replicas();
  both[0].begin(session("s"), tenant)();
  const over = both[1].begin(session("s"), tenant);
  pass(200_000);
  expect(ended).toEqual([]);
  over();
  pass(31_000);
  // Replica b was quiet for as long as a session may be, and is asked at the last moment.
  both[1].begin(session("s"), tenant)();
  pass(25_000);
  expect(ended).toEqual([]);
  pass(20_000);
  expect(ended).toContain("b s");
});

test("D4: without the database nothing is ended, and time starts anew; what ended elsewhere is forgotten", () => {
  const { both, ended, pass } = replicas();
  both[0].begin(session("s"), tenant)();
  pass(100_000, false);
  pass(20_000);
  expect(ended).toEqual([]);
  both[0].forget("s");
  pass(60_000);
  expect(ended).toEqual([]);
});
