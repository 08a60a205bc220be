import http from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until, urlOf } from "./testing/harness.ts";
import { Seed, wellFormedToken } from "./testing/seed.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ environment: { LIMIT_BAD_TOKENS_PER_MINUTE: "1000" } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

type Raw = { status: number; headers: Record<string, unknown>; body: string };

/** Everything that a client can see, but for the moment of the answer. */
function raw(path: string, headers: Record<string, string>, method = "POST", body = JSON.stringify(call("read"))): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${f.gateway.url}${path}`,
      { method, headers: { "content-type": "application/json", ...headers } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode!, headers: { ...response.headers, date: undefined }, body: text }));
      },
    );
    request.on("error", reject);
    request.end(method === "POST" ? body : undefined);
  });
}

test("unknown, malformed, expired, revoked and foreign tokens and unknown routes get the same bytes (T7)", async () => {
  const other = await Seed.organization(f.database, "other");
  const foreign = await other.grant([{ server: await other.server({ slug: "theirs", url: f.upstream.url }) }]);
  const revoked = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  await f.seed.revoke(revoked.id);
  const expired = await f.seed.token(f.grant.id, "-1 second");
  const noAccess = await f.seed.grant([]);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const answers = await Promise.all([
    raw("/acme/zabbix/mcp", bearer(wellFormedToken())),
    raw("/acme/zabbix/mcp", bearer("nonsense")),
    raw("/acme/zabbix/mcp", bearer(expired)),
    raw("/acme/zabbix/mcp", bearer(revoked.token)),
    raw("/acme/zabbix/mcp", bearer(foreign.token)),
    raw("/acme/zabbix/mcp", bearer(noAccess.token)),
    raw("/acme/no-such/mcp", bearer(f.grant.token)),
    raw("/nobody/zabbix/mcp", bearer(f.grant.token)),
    raw("/other/theirs/mcp", bearer(f.grant.token)),
    raw("/other/theirs/mcp", bearer(wellFormedToken())),
  ]);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } });
  expect(JSON.parse(answers[0]!.body)).not.toHaveProperty("id");
  expect(f.upstream.received).toEqual([]);
  await other.close();
});

test("without a credential: a bare challenge on every method, also for a version that is not served (T5)", async () => {
  const missing = await raw("/acme/zabbix/mcp", {});
  expect([missing.status, missing.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
  expect((await raw("/acme/zabbix/mcp", { "mcp-protocol-version": "2024-11-05" }, "GET")).headers["www-authenticate"]).toBe("Bearer");
  expect((await raw("/acme/zabbix/mcp", {}, "PUT")).status).toBe(401);
  const hinted = await raw("/acme/zabbix/mcp", { authorization: `Bearer \${PORTCULLIS_TOKEN}` });
  expect(hinted.headers["www-authenticate"]).toMatch(/error_description=".*variable/);
});

test("other paths, spellings and well-known paths are 404 without a redirect (T6)", async () => {
  const token = { authorization: `Bearer ${f.grant.token}` };
  for (const path of [
    "/",
    "/acme/zabbix/mcp/",
    "/acme/Zabbix/mcp",
    "/acme/zabbix/MCP",
    "/acme/%7aabbix/mcp",
    "/acme/zabbix",
    "/.well-known/oauth-protected-resource/acme/zabbix/mcp",
    "/.well-known/openid-configuration",
  ]) {
    const answer = await raw(path, token);
    expect([path, answer.status, answer.headers["content-type"], answer.headers.location]).toEqual([
      path,
      404,
      "application/json",
      undefined,
    ]);
  }
  expect((await raw("/acme/zabbix/mcp?token=x", token)).status).toBe(200);
  expect(f.upstream.received[0]!.path).toBe("/mcp");
});

test("a foreign Host or Origin is 403; the gateway's own origin is served with CORS headers (A3, A9)", async () => {
  const token = { authorization: `Bearer ${f.grant.token}` };
  expect((await raw("/acme/zabbix/mcp", { ...token, host: "evil.example" })).status).toBe(403);
  expect((await raw("/acme/zabbix/mcp", { ...token, origin: "https://evil.example" })).status).toBe(403);
  expect((await raw("/acme/zabbix/mcp", { ...token, origin: "null" })).status).toBe(403);
  const own = await raw("/acme/zabbix/mcp", { ...token, origin: f.gateway.url });
  expect([own.status, own.headers["access-control-allow-origin"]]).toEqual([200, f.gateway.url]);
  expect(f.upstream.received[0]!.headers).not.toHaveProperty("origin");
  const preflight = await raw(
    "/acme/zabbix/mcp",
    {
      origin: f.gateway.url,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization, mcp-param-region, x-evil",
    },
    "OPTIONS",
  );
  expect(preflight.status).toBe(204);
  expect(preflight.headers["access-control-allow-headers"]).toMatch(/authorization.*mcp-param-region$/);
});

test("a server that is switched off is 403 with our code and no challenge", async () => {
  const off = await f.seed.server({ slug: "off", url: f.upstream.url, enabled: false });
  const grant = await f.seed.grant([{ server: off }]);
  const answer = await post({ gateway: f.gateway, server: "off", token: grant.token }, call("read"));
  expect([answer.status, answer.headers.get("www-authenticate"), await answer.json()]).toMatchObject([
    403,
    null,
    { error: { code: 4030 } },
  ]);
});

test("what has no tenant is in the installation's log, without the credential", async () => {
  const token = wellFormedToken();
  await raw("/acme/zabbix/mcp?secret=1", { authorization: `Bearer ${token}`, host: "127.0.0.1" });
  type Row = { kind: string; path: string | null; detail: string | null; source: string };
  const rows = await until(
    () => f.seed.sql<Row>("SELECT kind, path, detail, source FROM portcullis.installation_log"),
    (found) => ["bad_credential", "wrong_host", "wrong_origin", "unknown_path"].every((kind) => found.some((row) => row.kind === kind)),
  );
  expect(JSON.stringify(rows)).not.toContain("pcg_");
  expect(JSON.stringify(rows)).not.toContain("secret=1");
  expect(f.gateway.logged()).not.toContain("pcg_");
});

test("too many failed tokens from one address are 429; a token that works is not held up by them", async () => {
  const gateway = await f.another({ LIMIT_BAD_TOKENS_PER_MINUTE: "3" });
  await post({ gateway, token: f.grant.token }, call("read"));
  const statuses: number[] = [];
  for (let tries = 0; tries < 5; tries++) statuses.push((await post({ gateway, token: wellFormedToken() }, call("read"))).status);
  // A minute may turn in between; then the count starts anew.
  expect(statuses.slice(0, 3)).toEqual([401, 401, 401]);
  expect(statuses.slice(3)).toContain(429);
  expect((await post({ gateway, token: f.grant.token }, call("read"))).status).toBe(200);
});

test("form of the request: method, media type, encoding, Accept, size", async () => {
  const token = { authorization: `Bearer ${f.grant.token}` };
  expect(await raw("/acme/zabbix/mcp", token, "PUT")).toMatchObject({ status: 405, headers: { allow: "POST, GET, DELETE" } });
  expect((await raw("/acme/zabbix/mcp", { ...token, "content-type": "text/plain" })).status).toBe(415);
  expect((await raw("/acme/zabbix/mcp", { ...token, "content-encoding": "gzip" })).status).toBe(415);
  expect((await raw("/acme/zabbix/mcp", { ...token, accept: "text/html" })).status).toBe(406);
  expect((await raw("/acme/zabbix/mcp", { ...token, accept: "*/*" })).status).toBe(200);
  const large = await fetch(urlOf({ gateway: f.gateway }), {
    method: "POST",
    headers: { ...token, "content-type": "application/json" },
    body: " ".repeat(4 * 1024 * 1024 + 1),
  });
  expect(large.status).toBe(413);
  expect((await raw("/acme/zabbix/mcp", { ...token, "x-long": "x".repeat(33 * 1024) })).status).toBe(431);
});
