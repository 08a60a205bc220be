import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openRawSession, type RawSession, rawCall } from "./client/raw-session.ts";
import { type Installation, removeInstallation, startInstallation } from "./installation/installation.ts";
import { descendant } from "./installation/process-tree.ts";
import { type Applied, apply, applyFile, ownedOrganization } from "./installation/setup.ts";

const MAX = 400;
const document = {
  version: "1",
  default: "deny",
  tools: {
    zabbix_get_api_version: {},
    zabbix_logout: { limits: [{ counter: "logouts", window: "month", max: MAX, scope: "grant" }] },
  },
};

let installation: Installation;
let applied: Applied;
let gatewayUrl: string;
let token: string;

beforeAll(async () => {
  installation = await startInstallation();
  applied = await apply(installation, ownedOrganization(installation.urls.sample, document));
  gatewayUrl = applied.servers[0]?.gateway_url ?? "";
  token = applied.grants[0]?.token ?? "";
}, 240_000);
afterAll(() => removeInstallation(installation), 60_000);

describe("apply", () => {
  test("discovers, publishes and issues, and says so in one object", () => {
    expect(applied).toMatchObject({
      organization: { slug: "acme" },
      servers: [{ slug: "zabbix", gateway_url: `${installation.urls.gateway}/acme/zabbix/mcp`, tools: 102 }],
      policies: [{ name: "operators", version: 1 }],
      grants: [{ label: "agent", token: expect.stringMatching(/\S{20}/) }],
    });
  });

  test("a second time changes nothing and shows no token; --rotate gives a fresh one", async () => {
    const before = await countRows();
    const again = await apply(installation, ownedOrganization(installation.urls.sample, document));
    expect(again).toEqual({ ...applied, owner: { ...applied.owner, state: "kept" }, grants: [{ label: "agent" }] });
    expect(await countRows()).toEqual(before);
    const rotated = await apply(installation, ownedOrganization(installation.urls.sample, document), "--rotate");
    expect(rotated.grants[0]?.token).toMatch(/\S{20}/);
    expect(rotated.grants[0]?.token).not.toBe(token);
    token = rotated.grants[0]?.token ?? "";
    expect(await rawCall(await openRawSession(gatewayUrl, token), "zabbix_get_api_version")).toBe("allowed");
  }, 60_000);

  test.each([
    [
      "of its shape",
      { servers: [{ slug: "No Slug", name: "Zabbix", url: "http://127.0.0.1/" }], extra: true },
      ["/servers/0/slug", "/extra"],
    ],
    ["of its meaning", { policies: [{ server: "zabbix", name: "operators", document: { version: "1" } }] }, ["/policies/0/document"]],
  ])(
    "an error %s: exit code 2, a line per problem with its pointer, nothing changed",
    async (_kind, wrong, pointers) => {
      const before = await countRows();
      const { code, stdout, stderr } = await applyFile(installation, {
        ...ownedOrganization(installation.urls.sample, document),
        ...wrong,
      });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      const lines = stderr.trim().split("\n");
      for (const pointer of pointers) expect(lines.filter((line) => line.startsWith(`${pointer}`))).toHaveLength(1);
      expect(await countRows()).toEqual(before);
    },
    60_000,
  );
});

describe.each([
  [
    "the gateway ends all, and all is there when it is started again",
    (pid: number) => descendant(pid, /apps\/gateway\/dist\/main/),
    "ends",
  ],
  ["PostgreSQL is started again by itself, and the rest goes on", (pid: number) => descendant(pid, /bin\/postgres -D/), "goes on"],
] as const)("kill -9 of %s", (_name, victimOf, what) => {
  test("everything that was answered is recorded, and the limit goes on counting", async () => {
    const usedBefore = await used();
    const before = await recorded();
    const traffic = startTraffic(await openRawSession(gatewayUrl, token));
    await traffic.answered(60);
    process.kill(victimOf(installation.pid).pid, "SIGKILL");
    if (what === "ends") {
      expect(await installation.exited).not.toBe(0);
      expect(installation.output()).toMatch(/ended unexpectedly/);
    } else await vi.waitFor(() => expect(installation.output()).toMatch(/PostgreSQL ended unexpectedly and was started again/), 60_000);
    const answers = await traffic.stop();

    if (what === "ends") installation = await startInstallation(installation);
    else
      await vi.waitFor(
        async () => expect(await rawCall(await openRawSession(gatewayUrl, token), "zabbix_get_api_version")).toBe("allowed"),
        30_000,
      );
    const after = await recorded();
    for (const [key, count] of answers) {
      if (key.endsWith(NOT_DECIDED)) continue;
      expect(after.get(key) ?? 0, key).toBeGreaterThanOrEqual((before.get(key) ?? 0) + count);
    }
    const spent = answers.get("zabbix_logout allowed") ?? 0;
    expect(spent).toBeGreaterThan(0);
    expect(await used()).toBeGreaterThanOrEqual(usedBefore + spent);
    expect(await rawCall(await openRawSession(gatewayUrl, token), "zabbix_get_api_version")).toBe("allowed");
  }, 120_000);
});

test("over all these lives the limit was never exceeded", async () => {
  const left = MAX - (await used());
  const session = await openRawSession(gatewayUrl, token);
  const answers = new Map<string | null, number>();
  const seen = (reason: string | null) => answers.get(reason) ?? 0;
  const client = async () => {
    for (let call = 0; call < MAX && seen("limit_exceeded") < 20; call++) {
      const reason = await rawCall(session, "zabbix_logout");
      answers.set(reason, seen(reason) + 1);
    }
  };
  await Promise.all(Array.from({ length: 4 }, client));
  const tally = JSON.stringify([...answers]);
  expect(seen("limit_exceeded"), tally).toBeGreaterThanOrEqual(20);
  expect(seen("allowed"), tally).toBeGreaterThan(0);
  expect(seen("allowed"), tally).toBeLessThanOrEqual(left);
  expect(await used()).toBe(MAX);
  expect((await recorded()).get("zabbix_logout allowed")).toBeLessThanOrEqual(MAX);
}, 60_000);

// What the gateway answers while there is no database to record anything in: a refusal that decides nothing.
const NOT_DECIDED = " store_unavailable";

/** Six clients that call one tool after the other until they are stopped. */
function startTraffic(session: RawSession) {
  const answers = new Map<string, number>();
  let count = 0;
  let running = true;
  const client = async (tool: string) => {
    while (running) {
      const reason = await rawCall(session, tool);
      if (reason === null) await new Promise((resolve) => setTimeout(resolve, 20));
      else {
        const key = `${tool} ${reason}`;
        answers.set(key, (answers.get(key) ?? 0) + 1);
        count++;
      }
    }
  };
  const clients = ["zabbix_logout", "zabbix_get_api_version", "zabbix_host_delete"].flatMap((tool) => [client(tool), client(tool)]);
  return {
    answered: async (wanted: number) => {
      while (count < wanted) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    stop: async () => {
      running = false;
      await Promise.all(clients);
      return answers;
    },
  };
}

/** Recorded calls by tool and reason. */
async function recorded(): Promise<Map<string, number>> {
  const rows = await query(
    "select tool || ' ' || reason as key, count(*)::int as n from portcullis.decision where method = 'tools/call' group by 1",
  );
  return new Map(rows.map(({ key, n }) => [String(key), Number(n)]));
}

async function used(): Promise<number> {
  const [row] = await query("select coalesce(sum(used), 0)::int as used from portcullis.limit_counter");
  return Number(row?.used);
}

async function countRows() {
  const tables = ["organization", "user_account", "server", "tool", "policy", "policy_version", "access_grant", "grant_token"];
  const [row] = await query(`select ${tables.map((table) => `(select count(*)::int from portcullis.${table}) as ${table}`).join(", ")}`);
  return row;
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: installation.databaseUrl() });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
