import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { remoteInstallation } from "../testing/remote-installation.ts";
import { workbench } from "../testing/workbench.ts";

const bench = workbench();
let remote: Awaited<ReturnType<typeof remoteInstallation>>;
let source: Record<string, string>;
let reader: Record<string, string>;
beforeAll(async () => {
  remote = await remoteInstallation();
  ({ source, reader } = await remote.organization());
});
afterAll(async () => {
  await remote?.close();
  bench.remove();
});

test("against an installation: nothing waits, an unknown id, a key without the scope", async () => {
  expect(await bench.portcullis(["approvals"], { source })).toMatchObject({ code: 0, out: "", error: "No call waits for approval.\n" });
  expect(await bench.portcullis(["approvals", "list", "--decided", "--json"], { source })).toMatchObject({ code: 0, out: "[]\n" });
  const absent = await bench.portcullis(["approvals", "show", "0198f000-0000-7000-8000-000000000000"], { source });
  expect([absent.code, absent.error]).toEqual([2, expect.stringMatching(/^There is no such approval/)]);
  expect(await bench.portcullis(["approvals"], { source: reader })).toMatchObject({
    code: 2,
    error: expect.stringContaining("approvals:read"),
  });
});

test("wrong calls are refused before anything is asked", async () => {
  for (const args of [["approve"], ["show"], ["show", "a", "b"], ["list", "x"], ["show", "x", "--decided"]]) {
    expect((await bench.portcullis(["approvals", ...args], { source })).code).toBe(2);
  }
});

const held = {
  ...{
    id: "019a-1",
    at: "2026-11-22T20:00:00.000Z",
    expiresAt: "2026-11-22T20:15:00.000Z",
    state: "pending",
    grantLabel: "night\u202eagent",
  },
  ...{
    ownerName: "Robin Vale",
    serverSlug: "zabbix",
    method: "tools/call",
    tool: "host\u200b_delete",
    category: "destructive",
    risk: "critical",
  },
  ...{ policyName: "ops", policyVersion: 4, rule: "/tools/*/action", message: "Look.", approvers: ["owner", "admin"], minApprovals: 2 },
  ...{ approvals: 1, uses: 0, usesAllowed: 1, usableUntil: null },
};
const detail = {
  ...held,
  call: { digestMatches: true, callDigest: "5f0c", params: "{}", arguments: '{"a":1.50,"b":"x\u202ey"}', unknownFields: ["/b"] },
  votes: [{ userName: "Kim", role: "admin", vote: "approve", at: "2026-11-22T20:01:00.000Z", note: "fine", isVoid: true }],
  runs: [],
  end: { kind: "edited", at: "2026-11-22T20:02:00.000Z", reason: "", byName: "Kim", successor: "019a-2" },
  policyIsCurrent: false,
};

test("pages are followed, and no character hides", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const isSecond = request.url?.includes("cursor=next");
    const answer = request.url?.startsWith("/api/v1/approvals?")
      ? { items: [{ ...held, id: isSecond ? "019a-2" : "019a-1" }], next: isSecond ? null : "next" }
      : detail;
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  const from = { PORTCULLIS_URL: `http://127.0.0.1:${port}`, PORTCULLIS_API_KEY: "pck_test" };
  try {
    const listed = await bench.portcullis(["approvals", "list", "--server", "zabbix"], { source: from });
    expect(listed.out.split("\n")).toEqual([
      "019a-1  pending  until 2026-11-22T20:15:00.000Z, 1 of 2  zabbix: host⟨U+200B⟩_delete (critical)  night⟨U+202E⟩agent",
      expect.stringMatching(/^019a-2 {2}pending/),
      "",
    ]);
    const shown = (await bench.portcullis(["approvals", "show", "019a-1"], { source: from })).out;
    expect(shown).toContain('arguments  {"a":1.50,"b":"x⟨U+202E⟩y"}\nunknown    /b\n');
    expect(shown).toContain("of ops, version 4\n           another version is live");
    expect(shown).toContain("approved   2026-11-22T20:01:00.000Z Kim (admin), no longer counts: fine\n");
    expect(shown).toContain("edited     2026-11-22T20:02:00.000Z Kim → 019a-2\n");
    expect(JSON.parse((await bench.portcullis(["approvals", "show", "019a-1", "--json"], { source: from })).out)).toEqual(detail);
    expect(asked.every((line) => line.startsWith("GET "))).toBe(true);
    expect(asked[0]).toBe("GET /api/v1/approvals?state=pending&limit=200&serverSlug=zabbix");
  } finally {
    server.close().closeAllConnections();
  }
});
