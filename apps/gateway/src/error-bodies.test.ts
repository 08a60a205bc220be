import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, environmentFor, post } from "./testing/harness.ts";
import { type Bug, plantedGateway } from "./testing/planted.ts";
import type { Script } from "./testing/upstream.ts";

/** What servers, their frameworks and the proxies before them answer when something is wrong; each with a secret, a path and a trace of its own. */
const bodies: [kind: string, type: string, body: (secret: string) => string][] = [
  ["a proxy's page", "text/html", (s) => `<html><head><title>502 Bad Gateway</title></head><body>nginx/1.25 upstream ${s}</body></html>`],
  ["a page with a trace", "text/html; charset=utf-8", (s) => `<pre>TypeError: ${s}<br> at /srv/app/${s}/index.js:12:3</pre>`],
  ["a debugger's page", "text/html", (s) => `<h1>OperationalError</h1><table><tr><td>DATABASES</td><td>${s}</td></tr></table>`],
  ["a trace in plain text", "text/plain", (s) => `Traceback (most recent call last):\n  File "/opt/${s}.py", line 3\nKeyError: '${s}'`],
  [
    "a framework's JSON",
    "application/json",
    (s) => `{"timestamp":1,"status":500,"trace":"java.lang.Error: ${s}\\n\\tat a.B","path":"/${s}"}`,
  ],
  ["a JSON detail", "application/json", (s) => `{"detail":"token ${s} is not valid for /srv/${s}"}`],
  ["an OAuth error", "application/json", (s) => `{"error":"invalid_token","error_description":"${s}","access_token":"${s}"}`],
  ["JSON that is an almost good error", "application/json", (s) => `{"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"${s}"}}`],
  ["JSON-RPC of the old kind", "application/json", (s) => `{"jsonrpc":"1.0","id":1,"error":{"code":-32000,"message":"${s}"}}`],
  ["broken JSON", "application/json", (s) => `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"${s}"`],
  ["a SOAP fault", "text/xml", (s) => `<soap:Fault><faultstring>${s}</faultstring><detail>/var/www/${s}</detail></soap:Fault>`],
  ["a problem document", "application/problem+json", (s) => `{"type":"about:blank","title":"${s}","instance":"/srv/${s}"}`],
  ["a warning before JSON", "application/json", (s) => `<b>Warning</b>: ${s} in /var/www/${s}.php\n{"jsonrpc":"2.0","id":1,"result":{}}`],
];
const statuses = [200, 400, 403, 404, 409, 422, 500, 503];
const samples = bodies.flatMap(([kind, type, body]) => statuses.map((status) => ({ kind: `${kind}, ${status}`, status, type, body })));

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
afterAll(() => f?.close());

/** The samples of which something came through: to the client, or into the operator's log in clear lines of the server. */
async function relayed(bug?: Bug): Promise<string[]> {
  const gateway = await plantedGateway(bug, environmentFor(f.database), pino({ level: "silent" }));
  const found: string[] = [];
  const references: (string | undefined)[] = [];
  let secret = "";
  const script: Script = (_, response) => {
    const { status, type, body } = samples[Number(secret.slice(6))]!;
    response.writeHead(status, { "content-type": type, "x-debug": secret, server: secret, location: `/${secret}` }).end(body(secret));
  };
  f.upstream.script = script;
  for (const [n, { kind }] of samples.entries()) {
    secret = `canary${n}`;
    const answer = await post({ gateway, token: f.grant.token }, call("read", {}, 1));
    const text = await answer.text();
    const error = JSON.parse(text) as { id: number; error?: { code: number; message: string; data?: Record<string, string> } };
    if (`${text} ${JSON.stringify([...answer.headers])}`.includes("canary")) found.push(kind);
    else {
      expect([kind, error.id, error.error]).toMatchObject([
        kind,
        1,
        { code: -32603, message: expect.stringMatching(/ Reference: \S+\.$/) },
      ]);
      references.push(error.error?.data?.["io.portcullis/reference"]);
    }
  }
  // Each reference is a decision that people find in Activity.
  const recorded = new Set((await f.seed.decisions()).map(({ id }) => id));
  expect(references.filter((id) => id === undefined || !recorded.has(id))).toEqual([]);
  await gateway.close();
  return found;
}

test(`AU-11: of ${samples.length} error bodies with traces, paths and tokens none is relayed; the client gets an error with a reference`, async () => {
  expect(samples.length).toBeGreaterThanOrEqual(100);
  expect(await relayed()).toEqual([]);
}, 60_000);

test("AU-11: planted: an error that the server says of any request is taken for the answer", async () => {
  const bug = {
    file: "apps/gateway/src/relay/json-answer.ts",
    from: "message.error === undefined || (message.id !== undefined && !isSameId(message.id, x.requestId))",
    to: "message.error === undefined",
  };
  expect(await relayed(bug)).toEqual(expect.arrayContaining(["JSON that is an almost good error, 400"]));
}, 60_000);
