import { compile, type LintFacts, parsePolicy } from "@portcullis/policy";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { registerServer } from "../server/register.ts";
import { fuzzTimes } from "../testing/env.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { acceptAllTools } from "../testing/world.ts";
import { createPolicy } from "./create.ts";
import { getPolicy } from "./get.ts";
import { listPolicyVersions } from "./list-versions.ts";
import { publishPolicy, requirePublishable } from "./publish.ts";
import { savePolicyDraft } from "./save-draft.ts";

let [here, upstream, owner]: [Installation, TestUpstream, Context] = [] as never;
let count = 0;
const newPolicy = async (document?: string) =>
  (await createPolicy(owner, { serverSlug: "zabbix", name: `policy ${++count}`, document })).id;
beforeAll(async () => {
  [here, upstream] = await Promise.all([testInstallation(), testUpstream()]);
  owner = await newOrganization(here.cp);
  await registerServer(owner, { name: "Zabbix", slug: "zabbix", url: upstream.url });
  await acceptAllTools(owner, "zabbix");
});
afterAll(async () => {
  await here?.close();
  await upstream?.close();
});

const sound = `{
  "version": "1", "default": "deny", "hide": ["beta"],
  "tools": {
    "alpha": { "limits": [{ "counter": "calls", "window": "day", "max": 10, "scope": "grant" }] },
    "@destructive": { "action": "require_approval", "approval": { "approvers": ["owner"], "min_approvals": 1, "expires_after": "1h" } }
  }
}`;
const pieces = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "null",
  "-1",
  "1e999",
  "\u0000",
  "\ud800",
  "\ufeff",
  '"version":"2"',
  '"tools":{}',
  "//",
  "allow",
  " ",
];
/** A sound document after up to four changes: letters taken out, doubled, exchanged, or something put in. */
const fuzzed = fc
  .array(
    fc.record({
      at: fc.nat(sound.length),
      length: fc.nat(24),
      what: fc.constantFrom("cut", "double", "put", "swap"),
      piece: fc.constantFrom(...pieces),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((changes) =>
    changes.reduce((text, { at, length, what, piece }) => {
      const [before, middle, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
      if (what === "cut") return before + after;
      if (what === "double") return before + middle + middle + after;
      if (what === "put") return before + piece + middle + after;
      return before + [...middle].reverse().join("") + after;
    }, sound),
  );
const facts: LintFacts = { tools: [{ name: "alpha" }, { name: "beta" }] } as never;

test("FR-4: of 10,000 fuzzed documents none that does not compile may be published", () => {
  let [refused, passed] = [0, 0];
  fc.assert(
    fc.property(fuzzed, (text) => {
      try {
        requirePublishable(text, facts);
      } catch {
        refused++;
        return;
      }
      passed++;
      const parsed = parsePolicy(text);
      expect(parsed.ok, text).toBe(true);
      if (parsed.ok) compile(parsed.policy, facts.tools);
    }),
    { numRuns: 10_000 * fuzzTimes },
  );
  // Both happen, or this says nothing.
  expect([refused > 1_000, passed > 100]).toEqual([true, true]);
});

test("FR-4: what is refused changes nothing: the version before stays live, with its text and its draft", async () => {
  const id = await newPolicy(JSON.stringify({ version: "1", default: "deny", tools: { alpha: {} } }));
  await publishPolicy(owner, { id });
  const before = await getPolicy(owner, { id });
  const bad = fc.sample(fuzzed, 400).filter((text) => !parsePolicy(text).ok && text !== "");
  expect(bad.length).toBeGreaterThan(50);
  for (const document of bad.slice(0, 150)) await expect(publishPolicy(owner, { id, document })).rejects.toMatchObject({ code: "invalid" });
  expect(await getPolicy(owner, { id })).toEqual(before);
  expect(await listPolicyVersions(owner, { id })).toHaveLength(1);
});

test("FR-4: 100 editors at once: one wins each turn, no version has two authors, no text is lost", { timeout: 60_000 }, async () => {
  const id = await newPolicy(JSON.stringify({ version: "1", default: "deny", tools: { alpha: {} } }));
  await publishPolicy(owner, { id });
  const people = await Promise.all(Array.from({ length: 5 }, () => newMember(owner, "policy_manager")));
  const editors = Array.from({ length: 100 }, (_, n) => ({ n, ctx: people[n % people.length]! }));
  const written = (n: number) =>
    JSON.stringify({ version: "1", default: "deny", tools: { alpha: { limits: [{ counter: "calls", window: "day", max: n + 1 }] } } });
  for (let turn = 0; turn < 3; turn++) {
    const { draftRevision } = await getPolicy(owner, { id });
    const saves = await Promise.allSettled(editors.map(({ n, ctx }) => savePolicyDraft(ctx, { id, document: written(n), draftRevision })));
    const savers = editors.filter(({ n }) => saves[n]!.status === "fulfilled");
    expect(savers).toHaveLength(1);
    expect((await getPolicy(owner, { id })).draft).toBe(written(savers[0]!.n));

    const read = await getPolicy(owner, { id });
    const publishes = await Promise.allSettled(
      editors.map(({ n, ctx }) => publishPolicy(ctx, { id, document: written(n), draftRevision: read.draftRevision })),
    );
    const winners = editors.filter(({ n }) => publishes[n]!.status === "fulfilled");
    expect(winners).toHaveLength(1);
    for (const one of [...saves, ...publishes]) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "conflict" });
    const versions = await listPolicyVersions(owner, { id });
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: turn + 2 }, (_, at) => turn + 2 - at));
    expect(versions[0]).toMatchObject({ document: written(winners[0]!.n) });
    expect(await getPolicy(owner, { id })).toMatchObject({ liveVersion: turn + 2, document: written(winners[0]!.n) });
  }
});
