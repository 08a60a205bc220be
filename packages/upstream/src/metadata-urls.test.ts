import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDialer, discover, parsePrivateUpstreams } from "./index.ts";

// security.md EG-5: whatever addresses a server's metadata names, nobody goes there. Loopback is open here, so that it is not the address guard
// which keeps the canary quiet. No metadata of authorization is read yet: this holds the surface there is, discovery, until some is.
let canary: http.Server;
let server: http.Server;
let visits: string[] = [];
let asked: string[] = [];
let behave: (response: http.ServerResponse, canaryUrl: string, body: string) => void = () => {};
const listen = (one: http.Server) => new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
const urlOf = (one: http.Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
beforeAll(async () => {
  canary = http.createServer((request, response) => {
    visits.push(request.url ?? "");
    response.end("{}");
  });
  server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => behave(response, `${urlOf(canary)}/here`, body));
  });
  await Promise.all([listen(canary), listen(server)]);
});
afterAll(() => {
  for (const one of [canary, server]) one?.close().closeAllConnections();
});

const challenges = ["resource_metadata", "as_uri", "authorization_uri", "realm", "scope", "error_uri"];
const metadata = [
  ...["resource", "authorization_servers", "jwks_uri", "resource_documentation", "resource_policy_uri", "resource_tos_uri"],
  ...["issuer", "authorization_endpoint", "token_endpoint", "registration_endpoint", "revocation_endpoint", "introspection_endpoint"],
  ...["userinfo_endpoint", "end_session_endpoint", "device_authorization_endpoint", "pushed_authorization_request_endpoint"],
  ...["client_uri", "logo_uri", "tos_uri", "policy_uri", "redirect_uris", "sector_identifier_uri", "initiate_login_uri"],
];
const documentOf = (field: string, url: string) => JSON.stringify({ [field]: /servers$|uris$/.test(field) ? [url] : url });

async function visit(): Promise<void> {
  const dialer = createDialer({ allow: parsePrivateUpstreams(undefined, { allowLoopback: true }) });
  const fetch = dialer.fetch("acme");
  const verdict = dialer.judgeUrl(`${urlOf(server)}/mcp`, "acme");
  if (!verdict.ok) throw new Error(verdict.sentence);
  await discover({ url: verdict.url, fetch, limits: { totalMs: 5_000 } }).catch(() => {});
  await fetch.close();
}

const json = { "content-type": "application/json" };
const cases: [string, typeof behave][] = [
  ...challenges.map((name): [string, typeof behave] => [
    `the challenge's ${name}`,
    (response, url) => response.writeHead(401, { "www-authenticate": `Bearer ${name}="${url}"` }).end(),
  ]),
  ...metadata.map((name): [string, typeof behave] => [
    `${name} of a metadata document`,
    (response, url) => response.writeHead(401, { ...json, "www-authenticate": "Bearer" }).end(documentOf(name, url)),
  ]),
  ...["link", "location", "content-location", "refresh", "alt-svc", "report-to"].map((name): [string, typeof behave] => [
    `the header ${name}`,
    (response, url) => response.writeHead(200, { ...json, [name]: name === "link" ? `<${url}>; rel="preload"` : url }).end("{}"),
  ]),
  [
    "addresses in what it says of itself and of its tools",
    (response, url, body) => {
      const { id, method } = JSON.parse(body || "{}") as { id?: number; method?: string };
      const icons = [{ src: url, mimeType: "image/png" }];
      const serverInfo = { name: "s", version: "1", websiteUrl: url, icons };
      const tool = { name: "t", icons, description: url, inputSchema: { $schema: url, $id: url, $ref: url, type: "object" } };
      const result =
        method === "tools/list" ? { tools: [tool] } : { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo };
      response.writeHead(200, json).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    },
  ],
];

test.each(cases)("EG-5: %s leads nowhere", async (_what, how) => {
  [visits, asked, behave] = [[], [], how];
  await visit();
  expect(asked.length).toBeGreaterThan(0);
  expect(visits).toEqual([]);
});
