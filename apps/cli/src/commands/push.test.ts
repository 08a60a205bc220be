import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { getPolicy, listGrants, listPolicies, revokeGrant, savePolicyDraft } from "@portcullis/control-plane";
import { afterAll, beforeAll, expect, test } from "vitest";
import { remoteInstallation } from "../testing/remote-installation.ts";
import { workbench } from "../testing/workbench.ts";

const bench = workbench();
let remote: Awaited<ReturnType<typeof remoteInstallation>>;
let count = 0;
beforeAll(async () => {
  remote = await remoteInstallation();
});
afterAll(async () => {
  await remote?.close();
  bench.remove();
});

const documentFor = (max: number) => ({
  version: "1",
  default: "deny",
  tools: { alpha: { deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: max }] }] } },
});

/** A folder as a person would write it. */
function folderOf(
  document: unknown = documentFor(100),
  grants: unknown = [{ label: "ci", access: [{ server: "files", policy: "read only" }] }],
) {
  const folder = path.join(bench.folder, `f${++count}`);
  mkdirSync(path.join(folder, "policies/files"), { recursive: true });
  const header = { Authorization: "Bearer $" + "{FILES_TOKEN}" };
  writeFileSync(
    path.join(folder, "servers.json"),
    JSON.stringify([{ slug: "files", name: "Files", url: remote.upstreamUrl, headers: header }]),
  );
  writeFileSync(path.join(folder, "policies/files/read%20only.json"), JSON.stringify(document));
  writeFileSync(path.join(folder, "grants.json"), JSON.stringify(grants));
  return folder;
}
const readFolder = (folder: string) =>
  ["servers.json", "grants.json", "policies/files/read%20only.json"].map((file) => readFileSync(path.join(folder, file), "utf8"));

test("push, push again, pull, and push what was pulled: the second time nothing is to be done", async () => {
  const { ctx, source: reach } = await remote.organization();
  const source = { ...reach, FILES_TOKEN: "s3cret" };
  const folder = folderOf();
  const planned = await bench.portcullis(["push", folder, "--dry-run"], { source });
  expect(planned).toMatchObject({
    code: 1,
    out: `+ server files: ${remote.upstreamUrl}\n+ policy files/read only\n+ grant ci: files (read only)\n`,
  });
  expect(remote.asked.filter((line) => !line.includes("/lint"))).toEqual([]);

  const unasked = await bench.portcullis(["push", folder], { source });
  expect([unasked.code, unasked.error]).toEqual([2, "Nothing was changed. Say yes when asked, or give --yes.\n"]);
  const pushed = await bench.portcullis(["push", folder, "--yes"], { source });
  expect([pushed.code, pushed.error]).toEqual([0, "3 of 3 done.\n"]);
  expect(pushed.out).toMatch(/token of ci: pcg_[a-z0-9]{8}_[\w-]{49}\n$/);
  const changes = remote.asked.length;
  for (const args of [["--yes"], ["--dry-run"], []])
    expect(await bench.portcullis(["push", folder, ...args], { source })).toEqual({ code: 0, out: "", error: "Nothing to do.\n" });
  expect(remote.asked).toHaveLength(changes);

  const pulled = path.join(bench.folder, `p${count}`);
  expect(await bench.portcullis(["pull", pulled], { source })).toEqual({ code: 0, out: "", error: "1 servers, 1 policies, 1 grants.\n" });
  expect(readFolder(pulled).join("")).not.toMatch(/pcg_|s3cret/);
  expect(await bench.portcullis(["push", pulled, "--yes"], { source })).toMatchObject({ code: 0, error: "Nothing to do.\n" });
  const before = readFolder(pulled);
  await bench.portcullis(["pull", pulled], { source });
  expect(readFolder(pulled)).toEqual(before);

  // And into an organization that has nothing.
  const other = await remote.organization();
  expect((await bench.portcullis(["push", pulled, "--yes"], { source: other.source })).code).toBe(0);
  const copy = path.join(bench.folder, `c${count}`);
  await bench.portcullis(["pull", copy], { source: other.source });
  expect(readFolder(copy)).toEqual(before);
  expect((await listGrants(ctx)).map(({ label, ownerName }) => [label, ownerName])).toHaveLength(1);
});

test("a change is shown by what it means, and leaves a person's draft alone", async () => {
  const { ctx, source: reach } = await remote.organization();
  const source = { ...reach, FILES_TOKEN: "s3cret" };
  await bench.portcullis(["push", folderOf(), "--yes"], { source });
  const [policy] = await listPolicies(ctx);
  const { draftRevision } = await getPolicy(ctx, { id: policy?.id ?? "" });
  await savePolicyDraft(ctx, { id: policy?.id ?? "", document: "{ unfinished", draftRevision });

  const changed = folderOf(documentFor(50), [{ label: "ci", tags: ["night"], access: [{ server: "files", policy: null }] }]);
  const pushed = await bench.portcullis(["push", changed, "--yes"], { source });
  expect(pushed.out.split("\n")).toEqual([
    "~ policy files/read only",
    expect.stringMatching(/^ {2}~ alpha \{"amount": \d+\}: allow allowed .* → deny deny_if_matched/),
    ...pushed.out.split("\n").slice(2, -3),
    "~ grant ci: tags [night], ends never",
    "~ grant ci: files (read only) → files (no policy)",
    "",
  ]);
  expect(pushed.code).toBe(0);
  expect(await getPolicy(ctx, { id: policy?.id ?? "" })).toMatchObject({ liveVersion: 2, draft: "{ unfinished" });
  expect((await bench.portcullis(["push", changed, "--yes"], { source })).error).toBe("Nothing to do.\n");
});

test("what lint calls an error, a reference to nothing, or another address: nothing is changed", async () => {
  const { ctx, source: reach } = await remote.organization();
  const source = { ...reach, FILES_TOKEN: "s3cret" };
  await bench.portcullis(["push", folderOf(), "--yes"], { source });
  const changes = () => remote.asked.filter((line) => !line.includes("/lint")).length;
  const before = changes();
  const wrong = await bench.portcullis(["push", folderOf({ version: "1", default: "deny", tols: {} }), "--yes"], { source });
  expect([wrong.code, wrong.out]).toEqual([2, ""]);
  expect(wrong.error).toMatch(/read%20only\.json:1:\d+ error unknown_field .*"tols"/);
  const dangling = folderOf(documentFor(1), [
    { label: "x", access: [{ server: "none", policy: null }] },
    { label: "y", access: [{ server: "files", policy: "none" }] },
  ]);
  const refused = await bench.portcullis(["push", dangling, "--yes"], { source });
  expect([refused.code, refused.error.split("\n").length]).toEqual([2, 3]);
  const moved = folderOf();
  writeFileSync(
    path.join(moved, "servers.json"),
    JSON.stringify([{ slug: "files", name: "Files", url: "https://elsewhere.example.com/mcp" }]),
  );
  expect(await bench.portcullis(["push", moved, "--yes"], { source })).toMatchObject({
    code: 2,
    error: expect.stringContaining("another slug"),
  });
  const unset = await bench.portcullis(["push", folderOf(), "--yes"], { source: (await remote.organization()).source });
  expect(unset).toMatchObject({ code: 2, error: expect.stringContaining("FILES_TOKEN, which is not set") });
  expect(changes()).toBe(before);
  const [grant] = await listGrants(ctx);
  await revokeGrant(ctx, { id: grant?.id ?? "" });
  expect(await bench.portcullis(["push", folderOf(), "--yes"], { source })).toMatchObject({
    code: 2,
    error: expect.stringContaining("is revoked"),
  });
});

test("settings, keys and scopes: a sentence and a status", async () => {
  const { reader, source } = await remote.organization();
  const folder = folderOf();
  expect(await bench.portcullis(["pull", folder])).toEqual({
    code: 2,
    out: "",
    error: "PORTCULLIS_URL must be set\nPORTCULLIS_API_KEY must be set\n",
  });
  const plain = await bench.portcullis(["pull", folder], { source: { ...source, PORTCULLIS_URL: "http://portcullis.example.com" } });
  expect(plain).toMatchObject({ code: 2, error: expect.stringContaining("must begin with https") });
  const narrow = await bench.portcullis(["push", folder, "--yes"], { source: { ...reader, FILES_TOKEN: "x" } });
  expect(narrow).toMatchObject({ code: 1, error: expect.stringMatching(/\+ server files: .*scope servers:write.*\n0 of 3 done/) });
  const wrong = await bench.portcullis(["pull", folder], { source: { ...source, PORTCULLIS_API_KEY: "pck_none" } });
  expect(wrong).toMatchObject({ code: 2, error: expect.stringContaining("live API key") });
  const gone = await bench.portcullis(["pull", folder], { source: { ...source, PORTCULLIS_URL: "http://127.0.0.1:9" } });
  expect(gone).toMatchObject({ code: 1, error: expect.stringContaining("does not answer") });
  expect((await bench.portcullis(["push", bench.folder, "--yes"], { source })).code).toBe(2);
});
