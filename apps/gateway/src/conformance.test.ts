import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Child, gatewayProcess } from "./testing/child.ts";
import { type FixtureProcess, startFixture } from "./testing/conformance/fixture.ts";
import { type Injector, startInjector } from "./testing/conformance/injector.ts";
import { difference, type Revision, runSuite, type Score } from "./testing/conformance/suite.ts";
import { Seed } from "./testing/seed.ts";

// protocol.md section 10: the suite cannot tell the gateway from the server behind it. Allow-all policy, authentication and recording on, two
// gateway processes by turns.
const revisions: Revision[] = ["2025-11-25", "2026-07-28"];
let database: TestDatabase;
let seed: Seed;
let fixture: FixtureProcess;
let gateways: Child[];
let injector: Injector;
let everything: { token: string };
let oneHidden: { token: string };
const direct = new Map<Revision, Score>();

beforeAll(async () => {
  [database, fixture] = await Promise.all([testDatabase(), startFixture()]);
  seed = await Seed.organization(database);
  const server = await seed.server({ url: fixture.url, era: "dual", tools: fixture.tools });
  await seed.met(server);
  const hiding = { version: "1", default: "allow", hide: ["test_image_content"] };
  const [all, some] = [await seed.policy(server, { version: "1", default: "allow" }), await seed.policy(server, hiding)];
  everything = await seed.grant([{ server, policy: all }]);
  oneHidden = await seed.grant([{ server, policy: some }]);
  injector = await startInjector();
  // It stands where a load balancer stands: the address that clients know is its own.
  const settings = { GATEWAY_URL: injector.url };
  gateways = await Promise.all([gatewayProcess(database, settings), gatewayProcess(database, settings)]);
  injector.gateways = gateways;
});
afterAll(async () => {
  await Promise.all([injector.close(), fixture.stop(), ...gateways.map((gateway) => gateway.stop())]);
  await seed.close();
  await database.drop();
});

describe.each(revisions)("%s", (revision) => {
  test("the fixture itself passes all that is required", async () => {
    const score = await runSuite(fixture.url, revision);
    direct.set(revision, score);
    expect(score.exitCode, score.output).toBe(0);
    expect([score.passed, score.failed]).toEqual(revision === "2025-11-25" ? [84, 0] : [164, 30]);
  });

  test("EF-11: through the gateway, each check ends as it does without it", async () => {
    injector.token = everything.token;
    const score = await runSuite(`${injector.url}/acme/zabbix/mcp`, revision);
    expect(difference(direct.get(revision)!, score), score.output).toEqual([]);
    expect(score.exitCode).toBe(0);
  });

  test("a policy that hides one tool changes that tool's checks alone", async () => {
    injector.token = oneHidden.token;
    const score = await runSuite(`${injector.url}/acme/zabbix/mcp`, revision);
    const touched = difference(direct.get(revision)!, score);
    expect(touched.filter((line) => !line.startsWith("tools-call-image "))).toEqual([]);
    expect(touched.length).toBeGreaterThan(0);
  });
});
