import type { GrantRef, Route } from "@portcullis/control-plane/gateway";
import { expect, test } from "vitest";
import { Tenants } from "./tenants.ts";

const grant: GrantRef = { id: "g", organizationId: "o", organizationSlug: "acme", label: "agent", tags: [], lifetimeMs: null };
const route = (version: number): Route => ({
  revision: 0n,
  killSwitches: [],
  values: { values: "names" },
  ownerId: null,
  grantLabel: "agent",
  grantTags: [],
  serverId: "s",
  serverSlug: "zabbix",
  enabled: true,
  url: "https://upstream.example/mcp?x=1",
  headers: { Authorization: "Bearer s" },
  era: "legacy",
  protocolVersion: "2025-06-18",
  supportedVersions: [],
  settings: {
    callTimeoutSeconds: null,
    idleTimeoutSeconds: null,
    recording: "guaranteed",
    forwardHeaders: [],
    forwardMethods: [],
    eraPin: null,
  },
  policy: { id: "p", name: "p", version, document: `{"version":"1","default":"allow"}` },
  shadow: null,
  tools: { key: "k", facts: [{ name: "read" }], digests: new Map(), known: new Map() },
});

/** A store whose answers are given by hand. */
function store(grantOf: () => GrantRef | null = () => grant) {
  const asked = { grants: 0, routes: 0 };
  const pending: ((route: Route | null) => void)[] = [];
  return {
    asked,
    pending,
    findGrant: async () => {
      asked.grants++;
      return grantOf();
    },
    loadRoute: () => {
      asked.routes++;
      return new Promise<Route | null>((resolve) => pending.push(resolve));
    },
  };
}
/** Nothing was seen that is not stored. */
const sound = { applied: <T>(_: unknown, tools: T): T => tools };
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a crowd asks once; afterwards nothing is asked until something changes", async () => {
  const from = store();
  const tenants = new Tenants(from, sound, () => {});
  const crowd = Array.from({ length: 20 }, () => tenants.resolve("t", "acme", "zabbix"));
  await settled();
  expect(from.asked).toEqual({ grants: 1, routes: 1 });
  from.pending[0]!(route(1));
  const [first] = await Promise.all(crowd);
  expect(first).toMatchObject({
    origin: "https://upstream.example",
    path: "/mcp?x=1",
    ownedHeaders: ["authorization"],
    snapshot: { version: 1 },
  });
  // What is kept for every grant does not hold what all of them share.
  for (const shared of ["policy", "shadow", "tools"]) expect(first!.route).not.toHaveProperty(shared);
  expect(tenants.cached("t", "acme", "zabbix")).toBe(first);
  tenants.changed("somebody else");
  expect(tenants.cached("t", "acme", "zabbix")).toBe(first);
  tenants.changed("o");
  expect(tenants.isCurrent(first!)).toBe(false);
  expect(tenants.cached("t", "acme", "zabbix")).toBeUndefined();
  void tenants.resolve("t", "acme", "zabbix");
  await settled();
  expect(from.asked).toEqual({ grants: 2, routes: 2 });
});

test("an answer that was asked for before a change is not kept as if it came after", async () => {
  const from = store();
  const tenants = new Tenants(from, sound, () => {});
  const early = tenants.resolve("t", "acme", "zabbix");
  await settled();
  tenants.changed("o");
  from.pending[0]!(route(1));
  const stale = await early;
  expect(tenants.isCurrent(stale!)).toBe(false);
  const again = tenants.resolve("t", "acme", "zabbix");
  await settled();
  from.pending[1]!(route(2));
  expect(await again).toMatchObject({ snapshot: { version: 2 } });
  expect(tenants.isCurrent((await again)!)).toBe(true);
});

test("a gap in what was reported voids everything; a grant that runs out is asked for again", async () => {
  const from = store(() => ({ ...grant, lifetimeMs: 30 }));
  const tenants = new Tenants(from, sound, () => {});
  const asking = tenants.resolve("t", "acme", "zabbix");
  await settled();
  from.pending[0]!(route(1));
  const tenant = (await asking)!;
  expect(tenants.isCurrent(tenant)).toBe(true);
  const endsAt = performance.now() + 31;
  while (performance.now() < endsAt) await settled();
  expect(tenants.isCurrent(tenant)).toBe(false);
  tenants.changed(undefined);
  expect(tenants.cached("t", "acme", "zabbix")).toBeUndefined();
});

test("an unknown token and a foreign route are both nothing, and neither is kept", async () => {
  const nobody = new Tenants(
    store(() => null),
    sound,
    () => {},
  );
  expect(await nobody.resolve("t", "acme", "zabbix")).toBeNull();
  expect(nobody.knows("t")).toBe(false);
  const from = store();
  const tenants = new Tenants(from, sound, () => {});
  const foreign = tenants.resolve("t", "other", "zabbix");
  await settled();
  from.pending[0]!(null);
  expect(await foreign).toBeNull();
});
