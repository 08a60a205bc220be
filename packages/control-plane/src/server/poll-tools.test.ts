import { randomBytes } from "node:crypto";
import type { Pool } from "@portcullis/db/runtime";
import { createDialer, parsePrivateUpstreams } from "@portcullis/upstream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { sawTools } from "../gateway/saw-tools.ts";
import { issueGrant } from "../grant/issue.ts";
import { revokeGrant } from "../grant/revoke.ts";
import { listToolsReview } from "../pin/list-review.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { poolOf } from "../testing/record.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { acceptAllTools } from "../testing/world.ts";
import { inOrganization } from "../transaction.ts";
import { risingIds } from "../uuid.ts";
import { getServer } from "./get.ts";
import { type PollToolsOptions, pollTools } from "./poll-tools.ts";
import { rediscoverServer } from "./rediscover.ts";
import { registerServer } from "./register.ts";
import { setServerEnabled } from "./set-enabled.ts";

let here: Installation;
let ops: Pool;
let upstream: TestUpstream;
let owner: Context;
let grantId: string;
const serverSlug = "server";

beforeAll(async () => {
  here = await testInstallation();
  ops = poolOf(here.database, "pc_ops");
});
afterAll(async () => {
  await ops?.end();
  await here?.close();
});
beforeEach(async () => {
  await here.rows("DELETE FROM server");
  owner = await newOrganization(here.cp);
  upstream = await testUpstream(["alpha", "beta"]);
  upstream.secret = "Bearer s3cret";
  await registerServer(owner, {
    name: "Server",
    slug: serverSlug,
    url: upstream.url,
    headers: [{ name: "Authorization", value: "Bearer s3cret" }],
  });
  await acceptAllTools(owner, serverSlug);
  grantId = (await issueGrant(owner, { label: "agent", access: [{ serverSlug, policyId: null }] })).grant.id;
  return () => upstream.close();
});

/** The worker's turn, so long after now. */
const turn = (afterMs = 0, more: Partial<PollToolsOptions> = {}) => {
  const clock = () => new Date(Date.now() + afterMs);
  const dialer = createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }) });
  return pollTools({ pool: ops, keyring: here.cp.keyring, dialer, clock, newId: risingIds(clock, randomBytes), listMs: 1_000, ...more });
};
/** As people are shown it, which is as lint, explain and the editor of held calls hold it to be. */
const accepted = async () => {
  const { id, tools } = await getServer(owner, { slug: serverSlug });
  const shown = tools.filter((tool) => tool.accepted).map(({ name }) => name);
  const facts = await inOrganization(owner, owner.caller.organizationId, (tx) => toolFactsOf(tx, owner.caller, id));
  expect(facts.filter((tool) => tool.accepted).map(({ name }) => name)).toEqual(shown);
  return shown;
};
const revision = async () =>
  (await here.rows("SELECT revision FROM organization WHERE id = $1", [owner.caller.organizationId]))[0]?.revision;

test("a server that somebody may use is looked at once a minute; nothing moves while it lists the same", async () => {
  const before = await revision();
  expect(await turn()).toMatchObject({ polled: 1, changed: 0, failed: 0 });
  expect(await turn(30_000)).toMatchObject({ polled: 0 });
  expect(await turn(61_000)).toMatchObject({ polled: 1 });
  expect(await revision()).toBe(before);
  expect((await listToolsReview(owner, { serverSlug })).polledAt).toBeInstanceOf(Date);
});

test("nobody's server is not looked at: disabled, or with no grant that lives", async () => {
  await setServerEnabled(owner, { slug: serverSlug, enabled: false });
  expect((await turn()).polled).toBe(0);
  await setServerEnabled(owner, { slug: serverSlug, enabled: true });
  await revokeGrant(owner, { id: grantId });
  expect((await turn()).polled).toBe(0);
});

test("two workers at once ask once", async () => {
  const polled = await Promise.all([turn(), turn(), turn()]);
  expect(polled.reduce((sum, one) => sum + one.polled, 0)).toBe(1);
});

test("a change is found without a client, told in the log, and accepted by nobody; the same as before lifts it again", async () => {
  const [alpha] = upstream.tools;
  upstream.tools = [{ name: "alpha", description: "Now with more." }, { name: "gamma" }];
  expect(await turn()).toMatchObject({ polled: 1, changed: 1 });
  expect(await accepted()).toEqual([]);
  const [row] = await here.rows(
    "SELECT source, actor_name, after FROM audit_event WHERE organization_id = $1 AND action = 'tool.change_seen'",
    [owner.caller.organizationId],
  );
  expect(row).toEqual({ source: "worker", actor_name: "Installation", after: { added: ["gamma"], changed: ["alpha"], removed: ["beta"] } });
  upstream.tools = [alpha as { name: string }];
  await turn(61_000);
  expect(await accepted()).toEqual(["alpha"]);
});

test("a list that cannot be compared puts everything out of reach until there is a sound one; a server that is away proves nothing", async () => {
  upstream.tools = [{ name: "alpha" }, { name: "beta" }, { name: "beta" }];
  expect(await turn()).toMatchObject({ failed: 1, began: [{ failure: expect.stringContaining("twice") }] });
  expect(await accepted()).toEqual([]);
  expect(await listToolsReview(owner, { serverSlug })).toMatchObject({ isUnreadable: true, failure: expect.stringContaining("twice") });
  // Told once.
  expect(await turn(61_000)).toMatchObject({ failed: 1, began: [] });
  upstream.secret = "Bearer another";
  await turn(122_000);
  expect(await accepted()).toEqual([]);
  upstream.secret = "Bearer s3cret";
  upstream.tools = [{ name: "alpha" }, { name: "beta" }];
  expect(await turn(183_000)).toMatchObject({ failed: 0, ended: [`${owner.caller.organizationSlug}/${serverSlug}`] });
  expect(await accepted()).toEqual(["alpha", "beta"]);
  upstream.broken = true;
  expect(await turn(244_000)).toMatchObject({ failed: 1 });
  expect(await accepted()).toEqual(["alpha", "beta"]);
});

test("discovering by hand is as good a proof", async () => {
  upstream.tools = [{ name: "alpha" }, { name: "beta" }, { name: "beta" }];
  await turn();
  upstream.tools = [{ name: "alpha" }, { name: "beta" }];
  await rediscoverServer(owner, { slug: serverSlug });
  expect(await accepted()).toEqual(["alpha", "beta"]);
  expect((await listToolsReview(owner, { serverSlug })).failure).toBeNull();
});

test("what a gateway saw while the server was asked is not overwritten by the older list", async () => {
  upstream.meanwhile = async () => {
    await here.rows("UPDATE tool SET digest = '\\x00', changed_at = clock_timestamp() WHERE organization_id = $1 AND name = 'alpha'", [
      owner.caller.organizationId,
    ]);
  };
  await turn();
  expect(await accepted()).toEqual(["beta"]);
  await turn(61_000);
  expect(await accepted()).toEqual(["alpha", "beta"]);
});

test("what a gateway saw and has no text of is out of reach all the same, and the next look brings its text", async () => {
  const gateway = poolOf(here.database, "pc_gateway");
  const { id: serverId } = await getServer(owner, { slug: serverSlug });
  const { organizationId } = owner.caller;
  const tools = [{ name: "alpha", definition: "", digest: "a".repeat(64) }];
  await sawTools(gateway, { organizationId, serverId, tools }, owner.newId, 2_000);
  await gateway.end();
  expect(await accepted()).toEqual(["beta"]);
  const alpha = async () => (await listToolsReview(owner, { serverSlug })).tools.find(({ name }) => name === "alpha");
  expect(JSON.stringify(await alpha())).toContain("when the server has been looked at again");
  upstream.tools = [{ name: "alpha", description: "Now with more." }, { name: "beta" }];
  await turn(61_000);
  expect(await accepted()).toEqual(["beta"]);
  expect(JSON.stringify(await alpha())).toContain("Now with more.");
});
