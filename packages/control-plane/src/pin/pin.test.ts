import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { classifyTools } from "../server/classify-tools.ts";
import { getServer } from "../server/get.ts";
import { rediscoverServer } from "../server/rediscover.ts";
import { registerServer } from "../server/register.ts";
import { setToolCategory } from "../server/set-tool-category.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { acceptAllTools } from "../testing/world.ts";
import { acceptTools } from "./accept.ts";
import { countWaitingTools } from "./count.ts";
import { listToolsReview } from "./list-review.ts";
import { refuseTools } from "./refuse.ts";

let here: Installation;
let upstream: TestUpstream;
let owner: Context;
const serverSlug = "server";

beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});
beforeEach(async () => {
  owner = await newOrganization(here.cp);
  upstream.tools = [
    { name: "get_thing", description: "Reads a thing." },
    { name: "delete_thing", description: "Deletes a thing for ever." },
  ];
  await registerServer(owner, { name: "Server", slug: serverSlug, url: upstream.url });
});

const review = () => listToolsReview(owner, { serverSlug });
const named = async (name: string) => {
  const tool = (await review()).tools.find((candidate) => candidate.name === name);
  if (!tool) throw new Error(`${name} does not wait`);
  return { name, digest: tool.digest };
};
const accepted = async () => (await getServer(owner, { slug: serverSlug })).tools.filter((tool) => tool.accepted).map(({ name }) => name);
const revision = async () =>
  (await here.rows<{ revision: string }>("SELECT revision FROM organization WHERE id = $1", [owner.caller.organizationId]))[0]?.revision;

test("a registered server starts with nothing accepted, shown by risk; one call accepts all of it, with one row in the log", async () => {
  const { tools, accepted: before } = await review();
  expect([before, tools.map(({ name, state, category }) => [name, state, category.before, category.risk])]).toEqual([
    0,
    [
      ["delete_thing", "new", null, "critical"],
      ["get_thing", "new", null, "low"],
    ],
  ]);
  expect(tools[1]?.differences.map(({ pointer, kind }) => [pointer, kind])).toEqual([
    ["/inputSchema", "added"],
    ["/name", "added"],
    ["/description", "added"],
  ]);
  expect(await countWaitingTools(owner)).toEqual({ total: 2, servers: [{ slug: serverSlug, name: "Server", waiting: 2 }] });
  const moved = await revision();
  await acceptAllTools(owner, serverSlug);
  expect(await revision()).not.toBe(moved);
  expect(await review()).toMatchObject({ tools: [], accepted: 2 });
  expect(await countWaitingTools(owner)).toEqual({ total: 0, servers: [] });
  const rows = await here.rows<{ after: { tools: unknown[] } }>(
    "SELECT after FROM audit_event WHERE organization_id = $1 AND action = 'tool.accept'",
    [owner.caller.organizationId],
  );
  expect(rows.map(({ after }) => after.tools.length)).toEqual([2]);
});

test("a changed definition is not accepted by discovering it; what differs is shown word by word; accepting what was shown before is a conflict", async () => {
  await acceptAllTools(owner, serverSlug);
  upstream.tools[0] = { name: "get_thing", description: "Reads a thing\u200b and its secrets." };
  expect(await rediscoverServer(owner, { slug: serverSlug })).toMatchObject({ changed: ["get_thing"] });
  expect(await accepted()).toEqual(["delete_thing"]);
  const [tool] = (await review()).tools;
  expect(tool).toMatchObject({ name: "get_thing", state: "changed", accepted: { by: "Olga" } });
  expect(tool?.differences).toEqual([
    {
      pointer: "/description",
      kind: "changed",
      before: "Reads a thing.",
      after: "Reads a thing⟨U+200B⟩ and its secrets.",
      parts: expect.arrayContaining([
        { kind: "same", text: "Reads a thing" },
        { kind: "added", text: "⟨U+200B⟩ and its secrets" },
      ]),
      hasHidden: true,
    },
  ]);
  expect(tool?.warnings.map(({ kind, pointer }) => [kind, pointer])).toContainEqual(["hidden_characters", "/description"]);
  const shown = await named("get_thing");
  upstream.tools[0] = { name: "get_thing", description: "Reads a thing and sends it away." };
  await rediscoverServer(owner, { slug: serverSlug });
  await expect(acceptTools(owner, { serverSlug, tools: [shown] })).rejects.toMatchObject({ code: "conflict" });
  expect(await accepted()).toEqual(["delete_thing"]);
  await acceptTools(owner, { serverSlug, tools: [await named("get_thing")] });
  expect(await accepted()).toEqual(["get_thing", "delete_thing"]);
});

test("of several tools one that is another by now spoils all: nothing is written", async () => {
  const [one, other] = [await named("get_thing"), await named("delete_thing")];
  for (const tools of [
    [one, { ...other, digest: "0".repeat(64) }],
    [one, { name: "nowhere", digest: one.digest }],
    [one, one],
  ])
    await expect(acceptTools(owner, { serverSlug, tools })).rejects.toMatchObject({ code: "conflict" });
  await expect(refuseTools(owner, { serverSlug, tools: [one, { ...other, digest: "0".repeat(64) }] })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await accepted()).toEqual([]);
});

test("what goes away and comes back as it was is accepted still; as another it is not", async () => {
  await acceptAllTools(owner, serverSlug);
  const tools = [...upstream.tools];
  upstream.tools = tools.slice(1);
  await rediscoverServer(owner, { slug: serverSlug });
  expect((await review()).removed).toMatchObject([{ name: "get_thing", acceptedBy: "Olga" }]);
  upstream.tools = tools;
  await rediscoverServer(owner, { slug: serverSlug });
  expect(await accepted()).toEqual(["get_thing", "delete_thing"]);
  upstream.tools = [{ name: "get_thing", description: "Something else." }, ...tools.slice(1)];
  await rediscoverServer(owner, { slug: serverSlug });
  expect(await accepted()).toEqual(["delete_thing"]);
});

test("a refused definition waits no longer and stays out; another one waits again; refusing what is accepted takes it back", async () => {
  const tool = await named("get_thing");
  await refuseTools(owner, { serverSlug, tools: [tool] });
  expect((await countWaitingTools(owner)).total).toBe(1);
  expect((await review()).tools.map(({ name, state }) => [name, state])).toEqual([
    ["delete_thing", "new"],
    ["get_thing", "refused"],
  ]);
  upstream.tools[0] = { name: "get_thing", description: "Better now." };
  await rediscoverServer(owner, { slug: serverSlug });
  expect((await countWaitingTools(owner)).total).toBe(2);
  await acceptTools(owner, { serverSlug, tools: [await named("get_thing")] });
  const [{ digest } = { digest: "" }] = (await getServer(owner, { slug: serverSlug })).tools;
  await refuseTools(owner, { serverSlug, tools: [{ name: "get_thing", digest }] });
  expect(await accepted()).toEqual([]);
});

test("accepting looks at the category again; a person's own judgement stays, and a riskier one is told", async () => {
  await acceptAllTools(owner, serverSlug);
  upstream.tools[0] = { name: "get_thing", description: "Permanently deletes the thing and all its backups." };
  await rediscoverServer(owner, { slug: serverSlug });
  expect((await review()).tools[0]?.category).toMatchObject({ before: "read", override: null });
  await setToolCategory(owner, { slug: serverSlug, tool: "get_thing", category: "financial", reason: "It costs money." });
  expect((await review()).tools[0]?.category).toMatchObject({ before: "read", after: "financial", isRaised: true });
  await acceptAllTools(owner, serverSlug);
  const [tool] = (await getServer(owner, { slug: serverSlug })).tools;
  expect(tool).toMatchObject({ accepted: true, category: "financial", override: { reason: "It costs money." } });
});

test("what a server lists beside an accepted tool moves its category no more, not even after it was another one for a while", async () => {
  const tool = { name: "delete_list" };
  const list = async (...tools: { name: string; description?: string }[]) => {
    upstream.tools = tools;
    await rediscoverServer(owner, { slug: serverSlug });
    return (await getServer(owner, { slug: serverSlug })).tools.find(({ name }) => name === tool.name)?.category;
  };
  expect(await list(tool)).toBe("destructive");
  await acceptAllTools(owner, serverSlug);
  // The first forty names share a word, so that it seems to be what the server is about, and "list" what this tool does.
  const crowd = Array.from({ length: 39 }, (_, n) => ({ name: `delete_a${n}` }));
  expect(classifyTools([tool, ...crowd].map(({ name }) => ({ name, definition: "{}" }))).get(tool.name)?.category).toBe("read");
  expect(await list(tool, ...crowd)).toBe("destructive");
  await list({ ...tool, description: "Something else." }, ...crowd);
  expect(await list(tool, ...crowd)).toBe("destructive");
  expect((await review()).tools.map(({ name }) => name)).not.toContain(tool.name);
});

test("names that read alike are told, on this server and on others; the same tool twice is none", async () => {
  const other = await testUpstream(["get-thing", "delete_thing", "dеlete_thing", "unlike"]);
  other.tools[1] = { name: "delete_thing", description: "Deletes a thing for ever." };
  await registerServer(owner, { name: "Other", slug: "other", url: other.url });
  await other.close();
  const alike = Object.fromEntries(
    (await review()).tools.map(({ name, lookAlikes }) => [name, lookAlikes.map(({ tool, why }) => [tool, why])]),
  );
  expect(alike).toEqual({ get_thing: [["get-thing", "separators"]], delete_thing: [["dеlete_thing", "confusable"]] });
});

test("a sight that is older than what has been seen since changes nothing of it", async () => {
  await acceptAllTools(owner, serverSlug);
  // While the server is asked, a gateway sees another definition in a list.
  upstream.meanwhile = async () => {
    await here.rows(
      `UPDATE portcullis.tool SET digest = '\\x00', definition = '{"name":"get_thing","x":1}', changed_at = clock_timestamp() WHERE organization_id = $1 AND name = 'get_thing'`,
      [owner.caller.organizationId],
    );
  };
  await rediscoverServer(owner, { slug: serverSlug });
  expect(await accepted()).toEqual(["delete_thing"]);
  await rediscoverServer(owner, { slug: serverSlug });
  expect(await accepted()).toEqual(["get_thing", "delete_thing"]);
});

test("policy managers accept, approvers and viewers look only", async () => {
  const tool = await named("get_thing");
  for (const role of ["approver", "viewer"] as const) {
    const member = await newMember(owner, role);
    expect((await listToolsReview(member, { serverSlug })).tools).toHaveLength(2);
    await expect(acceptTools(member, { serverSlug, tools: [tool] })).rejects.toMatchObject({ code: "forbidden" });
  }
  await acceptTools(await newMember(owner, "policy_manager"), { serverSlug, tools: [tool] });
  expect(await accepted()).toEqual(["get_thing"]);
});
