import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { issueGrant } from "../grant/issue.ts";
import { revokeGrant } from "../grant/revoke.ts";
import { acceptTools } from "../pin/accept.ts";
import { listToolsReview } from "../pin/list-review.ts";
import { deleteServer } from "../server/delete.ts";
import { registerServer } from "../server/register.ts";
import { whileRowIsHeld } from "../testing/held-row.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { createPolicy } from "./create.ts";
import { deletePolicy } from "./delete.ts";
import { discardPolicyDraft } from "./discard-draft.ts";
import { getPolicy } from "./get.ts";
import { lintPolicy } from "./lint.ts";
import { listPolicies } from "./list.ts";
import { listPolicyVersions } from "./list-versions.ts";
import { publishPolicy } from "./publish.ts";
import { savePolicyDraft } from "./save-draft.ts";

let here: Installation;
let owner: Context;
let editor: Context;
let upstream: TestUpstream;
const serverSlug = "zabbix";
const documentOf = (tool: string) => JSON.stringify({ version: "1", default: "deny", tools: { [tool]: {} } });
let count = 0;
const newPolicy = async (document?: string) => (await createPolicy(owner, { serverSlug, name: `policy ${++count}`, document })).id;

beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  owner = await newOrganization(here.cp);
  editor = await newMember(owner, "policy_manager");
  await registerServer(owner, { name: "Zabbix", slug: serverSlug, url: upstream.url });
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

describe("drafts", () => {
  test("may be unfinished, are saved by revision, and vanish when discarded", async () => {
    const id = await newPolicy();
    expect(await getPolicy(owner, { id })).toMatchObject({
      liveVersion: null,
      document: null,
      draft: null,
      draftRevision: 0,
      server: { slug: serverSlug },
    });
    expect(await savePolicyDraft(owner, { id, document: "{ half", draftRevision: 0 })).toEqual({ draftRevision: 1 });
    await expect(savePolicyDraft(editor, { id, document: "{}", draftRevision: 0 })).rejects.toMatchObject({ code: "conflict" });
    expect(await getPolicy(owner, { id })).toMatchObject({ draft: "{ half", draftRevision: 1 });
    expect((await listPolicies(owner, { serverSlug })).find((policy) => policy.id === id)).toMatchObject({
      hasDraft: true,
      liveVersion: null,
      serverName: "Zabbix",
    });
    await discardPolicyDraft(owner, { id });
    expect(await getPolicy(owner, { id })).toMatchObject({ draft: null, draftRevision: 2 });
  });

  test("of two who save at once one is told", async () => {
    const id = await newPolicy("{}");
    const both = await whileRowIsHeld(here, "SELECT 1 FROM policy WHERE id = $1 FOR UPDATE", [id], 2, () =>
      Promise.allSettled([owner, editor].map((ctx) => savePolicyDraft(ctx, { id, document: ctx.caller.userId, draftRevision: 1 }))),
    );
    expect(both.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual(["fulfilled", "rejected"]);
  });

  test("text that no column can hold is refused", async () => {
    for (const document of ["\0", "\ud800", "x".repeat(256 * 1024 + 1)])
      await expect(createPolicy(owner, { serverSlug, name: "bad", document })).rejects.toMatchObject({
        code: "invalid",
        issues: [{ pointer: "/document" }],
      });
  });
});

describe("publishing", () => {
  test("freezes versions one after the other, keeps their texts and says who did it", async () => {
    const id = await newPolicy(documentOf("alpha"));
    expect(await publishPolicy(owner, { id, note: "first" })).toEqual({ version: 1, warnings: [] });
    expect(await getPolicy(owner, { id })).toMatchObject({ liveVersion: 1, document: documentOf("alpha"), draft: null });
    expect((await publishPolicy(editor, { id, document: documentOf("beta") })).version).toBe(2);
    expect(await listPolicyVersions(owner, { id })).toMatchObject([
      { version: 2, document: documentOf("beta"), publishedBy: "The policy_manager", note: null },
      { version: 1, document: documentOf("alpha"), publishedBy: "Olga", note: "first" },
    ]);
    const [audit] = await here.rows<{ before: { document: string }; after: unknown }>(
      "SELECT before, after FROM audit_event WHERE action = 'policy.publish' AND target_id = $1 ORDER BY id DESC LIMIT 1",
      [id],
    );
    expect(audit).toMatchObject({
      before: { version: 1, document: expect.stringMatching(/^sha256:/) },
      after: { version: 2, document: expect.stringMatching(/^sha256:/) },
    });
    await expect(publishPolicy(owner, { id })).rejects.toMatchObject({ code: "invalid", message: expect.stringMatching(/no draft/) });
  });

  test("lint's errors against the live tools block it, with pointers into the document", async () => {
    const id = await newPolicy();
    const unknownTool = documentOf("alphq");
    await expect(publishPolicy(owner, { id, document: unknownTool })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ pointer: "/tools/alphq" }],
    });
    expect((await lintPolicy(owner, { serverSlug, document: unknownTool })).map(({ severity, pointer }) => [severity, pointer])).toEqual([
      ["error", "/tools/alphq"],
    ]);
    for (const document of ["{", "[]", '{"version":"1","version":"1","default":"deny"}', '{"version":"1","default":"deny","surplus":1}'])
      await expect(publishPolicy(owner, { id, document })).rejects.toMatchObject({ code: "invalid" });
    expect(await getPolicy(owner, { id })).toMatchObject({ liveVersion: null });
    expect(await listPolicyVersions(owner, { id })).toEqual([]);
  });

  test("of two who publish at once one wins and the other is told", async () => {
    const id = await newPolicy(documentOf("alpha"));
    const hold = "SELECT 1 FROM policy WHERE id = $1 FOR UPDATE";
    const both = await whileRowIsHeld(here, hold, [id], 2, () =>
      Promise.allSettled([owner, editor].map((ctx) => publishPolicy(ctx, { id, document: documentOf("beta") }))),
    );
    expect(both.map(({ status }) => status).sort((a, b) => a.localeCompare(b))).toEqual(["fulfilled", "rejected"]);
    expect(both.find((one) => one.status === "rejected")?.reason).toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^Somebody else/),
    });
    expect((await listPolicyVersions(owner, { id })).map(({ version }) => version)).toEqual([1]);
  });

  test("an editor who read before a publish is told, and a draft that the publisher never saw stays", async () => {
    const id = await newPolicy(documentOf("alpha"));
    const read = await getPolicy(editor, { id });
    await publishPolicy(owner, { id, document: documentOf("beta") });
    await expect(savePolicyDraft(editor, { id, document: "{}", draftRevision: read.draftRevision })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(publishPolicy(editor, { id, draftRevision: read.draftRevision })).rejects.toMatchObject({ code: "conflict" });
    expect(await getPolicy(owner, { id })).toMatchObject({ document: documentOf("beta"), draft: documentOf("alpha") });
  });

  test("a published version cannot be changed, by nobody of the control plane", async () => {
    const id = await newPolicy(documentOf("alpha"));
    await publishPolicy(owner, { id });
    const { openPool } = await import("@portcullis/db/runtime");
    const pool = openPool({ url: here.database.appUrl, max: 1 });
    await expect(pool.query("UPDATE policy_version SET document = ''")).rejects.toThrow(/permission denied/);
    await pool.end();
  });
});

describe("deleting", () => {
  test("is refused while a grant uses the policy, and possible once it is revoked", async () => {
    const id = await newPolicy(documentOf("alpha"));
    await publishPolicy(owner, { id });
    const { grant } = await issueGrant(owner, { label: "agent", access: [{ serverSlug, policyId: id }] });
    await expect(deletePolicy(owner, { id })).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/agent/) });
    await revokeGrant(owner, { id: grant.id });
    await deletePolicy(owner, { id });
    await expect(getPolicy(owner, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a name is unique per server, and a server takes its policies and places in grants along", async () => {
    await registerServer(owner, { name: "Other", slug: "other", url: upstream.url });
    const { id } = await createPolicy(owner, { serverSlug: "other", name: "same", document: documentOf("alpha") });
    await expect(createPolicy(owner, { serverSlug: "other", name: "same" })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ pointer: "/name" }],
    });
    await createPolicy(owner, { serverSlug, name: "same" });
    await publishPolicy(owner, { id });
    await issueGrant(owner, {
      label: "both",
      access: [
        { serverSlug: "other", policyId: id },
        { serverSlug, policyId: null },
      ],
    });
    await deleteServer(owner, { slug: "other", confirm: "other" });
    await expect(getPolicy(owner, { id })).rejects.toMatchObject({ code: "not_found" });
    expect(await here.rows("SELECT 1 FROM policy_version WHERE policy_id = $1", [id])).toEqual([]);
  });
});

describe("what lint knows beside the document", () => {
  const later = (days: number): Context => ({ ...owner, clock: () => new Date(here.clock.now + days * 86_400_000) });
  const observing = (fields: object = {}) =>
    JSON.stringify({
      version: "1",
      default: "deny",
      mode: "observe",
      tools: { "al*": { rate_limit: { max: 1, window: 60 } } },
      ...fields,
    });

  test("how long the live version has only observed, over republishing, until one enforces", async () => {
    const id = await newPolicy();
    await publishPolicy(owner, { id, document: observing() });
    expect((await listPolicies(owner)).find((policy) => policy.id === id)?.observingSince).toBeInstanceOf(Date);
    const { warnings } = await publishPolicy(later(31), { id, document: observing({ list: "callable" }) });
    expect(warnings.map(({ code }) => code)).toContain("observing_long");
    expect(await getPolicy(later(31), { id })).toMatchObject({ observingDays: 31 });
    await publishPolicy(later(32), { id, document: documentOf("alpha") });
    expect((await listPolicies(owner)).find((policy) => policy.id === id)?.observingSince).toBeNull();
    expect(await getPolicy(later(80), { id })).toMatchObject({ observingDays: 0 });
  });

  test("a tool whose definition nobody has accepted, as soon as somebody has accepted another", async () => {
    const id = await newPolicy();
    const publish = async () => (await publishPolicy(owner, { id, document: observing() })).warnings.map(({ code }) => code);
    expect(await publish()).not.toContain("matches_unreviewed");
    const waiting = (await listToolsReview(owner, { serverSlug })).tools.map(({ name, digest }) => ({ name, digest }));
    const [others, matched] = [waiting.filter(({ name }) => name !== "alpha"), waiting.filter(({ name }) => name === "alpha")];
    await acceptTools(owner, { serverSlug, tools: others });
    expect(await publish()).toContain("matches_unreviewed");
    expect((await getPolicy(owner, { id })).tools.filter(({ accepted }) => accepted)).toHaveLength(others.length);
    await acceptTools(owner, { serverSlug, tools: matched });
    expect(await publish()).not.toContain("matches_unreviewed");
  });
});
