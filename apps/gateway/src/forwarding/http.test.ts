import { readInbound } from "@portcullis/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, until } from "../testing/harness.ts";
import { RawClient } from "../testing/raw.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

const body = JSON.stringify(call("read"));
const inside = (args: string) => Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":${args}}}`);

describe("EF-5: bounds, counted while reading", () => {
  const hostile: [string, Buffer][] = [
    ["depth 65", inside("[".repeat(63) + "]".repeat(63))],
    ["depth 10^6", inside("[".repeat(1_000_000))],
    ["20,001 nodes", inside(`[${new Array(20_001).fill(0).join()}]`)],
    ["4 MiB and one byte", Buffer.concat([inside('"'), Buffer.alloc(4 * 1024 * 1024, 0x61)])],
    ["a key of 10^5 characters, twice", inside(`{"${"k".repeat(100_000)}":1,"${"k".repeat(100_000)}":2}`)],
    ["a million open strings", inside('"'.repeat(1_000_000))],
  ];
  test.each(hostile)("%s: refused in under 50 ms", (_what, bytes) => {
    let best = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 5 || (best >= 50 && tries < 40); tries++) {
      const since = performance.now();
      expect(readInbound(bytes).ok).toBe(false);
      best = Math.min(best, performance.now() - since);
    }
    expect(best).toBeLessThan(50);
  });
  test("a number of 10^5 digits passes as it is written, in under 50 ms", async () => {
    const bytes = inside(`{"n":${"9".repeat(100_000)}}`);
    let best = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 1 || (best >= 50 && tries < 40); tries++) {
      const since = performance.now();
      expect(readInbound(bytes).ok).toBe(true);
      best = Math.min(best, performance.now() - since);
    }
    expect(best).toBeLessThan(50);
    expect((await f.send(bytes.toString())).status).toBe(200);
    expect(f.upstream.received[0]!.body.equals(bytes)).toBe(true);
  });
  test("a byte that is no UTF-8 is refused wherever it stands", () => {
    const sound = inside('{"a":"é","b":[1]}');
    for (let at = 0; at <= sound.length; at++) {
      for (const bad of [0xff, 0xc0, 0x80]) {
        const bytes = Buffer.concat([sound.subarray(0, at), Buffer.of(bad), sound.subarray(at)]);
        expect([at, bad, readInbound(bytes).ok]).toEqual([at, bad, false]);
      }
    }
  });
});

/** What one connection gets for these bytes: the status lines, and whether the gateway closed it. */
async function exchange(bytes: string): Promise<{ statuses: number[]; closed: boolean }> {
  const client = new RawClient(f.gateway, f.grant.token);
  client.send(bytes);
  await until(
    () => client.isClosed || /HTTP\/1\.1 [2-5]\d\d/.test(client.received),
    (done) => done,
  ).catch(() => {});
  // What else was put on the line had its time: a sound request of our own is answered behind it, or the line is dead.
  await until(
    () => client.isClosed,
    (closed) => closed,
    300,
  ).catch(() => {});
  const statuses = [...client.received.matchAll(/HTTP\/1\.1 (\d\d\d)/g)].map(([, status]) => Number(status));
  const closed = client.isClosed;
  client.socket.destroy();
  return { statuses, closed };
}

describe("EF-20: smuggling", () => {
  const host = () => new URL(f.gateway.url).host;
  const auth = () => `Authorization: Bearer ${f.grant.token}\r\n`;
  const head = (start: string, lines: string) => `${start}\r\nHost: ${host()}\r\n${auth()}Content-Type: application/json\r\n${lines}\r\n`;
  const post = "POST /acme/zabbix/mcp HTTP/1.1";
  const hidden = () => head(post, `Content-Length: ${body.length}\r\n`) + body;
  const length = `Content-Length: ${body.length}\r\n`;
  const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
  const coded = "Transfer-Encoding: chunked\r\n";
  const cases: [string, () => string][] = [
    ["length and chunks", () => head(post, length + coded) + chunked(body)],
    ["chunks and length", () => head(post, coded + length) + chunked(body)],
    ["length 0 and chunks", () => head(post, `Content-Length: 0\r\n${coded}`) + chunked(body)],
    ["two equal lengths", () => head(post, length + length) + body],
    ["two different lengths", () => head(post, `${length}Content-Length: 5\r\n`) + body],
    ["a list of lengths", () => head(post, `Content-Length: ${body.length}, ${body.length}\r\n`) + body],
    ["a signed length", () => head(post, `Content-Length: +${body.length}\r\n`) + body],
    ["a negative length", () => head(post, "Content-Length: -1\r\n") + body],
    ["a hexadecimal length", () => head(post, `Content-Length: 0x${body.length.toString(16)}\r\n`) + body],
    ["a length with a blank in it", () => head(post, "Content-Length: 1 0\r\n") + body],
    ["a length that is huge", () => head(post, "Content-Length: 99999999999999999999\r\n") + body],
    ["an empty length", () => head(post, "Content-Length: \r\n") + body],
    ["chunked twice", () => head(post, coded + coded) + chunked(body)],
    ["chunked, then identity", () => head(post, "Transfer-Encoding: chunked, identity\r\n") + chunked(body)],
    ["gzip, chunked", () => head(post, "Transfer-Encoding: gzip, chunked\r\n") + chunked(body)],
    ["an unknown transfer coding", () => head(post, "Transfer-Encoding: cow\r\n") + body],
    ["chunked with a tab", () => head(post, "Transfer-Encoding:\tchunked\tx\r\n") + chunked(body)],
    ["a blank before the colon", () => head(post, `Content-Length : ${body.length}\r\n`) + body],
    ["a blank before the colon of the coding", () => head(post, "Transfer-Encoding : chunked\r\n") + chunked(body)],
    ["a folded line", () => head(post, `X-A: b\r\n ${length}`) + body],
    ["a folded coding", () => head(post, "Transfer-Encoding:\r\n chunked\r\n") + chunked(body)],
    ["a bare line feed", () => head(post, `X-A: b\nX-B: c\r\n${length}`) + body],
    ["a bare carriage return", () => head(post, `X-A: b\rX-B: c\r\n${length}`) + body],
    ["line feeds alone", () => (head(post, length) + body).replaceAll("\r\n", "\n")],
    ["a NUL in a header", () => head(post, `X-A: b\0c\r\n${length}`) + body],
    ["a header without a name", () => head(post, `: b\r\n${length}`) + body],
    ["a header without a colon", () => head(post, `X-A\r\n${length}`) + body],
    ["a blank in a name", () => head(post, `X A: b\r\n${length}`) + body],
    ["a blank line's blank first", () => head(post, ` X-A: b\r\n${length}`) + body],
    ["a chunk of bad length", () => `${head(post, coded)}zz\r\n${body}\r\n0\r\n\r\n`],
    ["a chunk of a signed length", () => `${head(post, coded)}+5\r\n${body}\r\n0\r\n\r\n`],
    ["a chunk of huge length", () => `${head(post, coded)}fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`],
    ["a chunk longer than it says", () => `${head(post, coded)}5\r\n${body}\r\n0\r\n\r\n`],
    ["a chunk ended by a line feed", () => `${head(post, coded)}${body.length.toString(16)}\n${body}\n0\n\n`],
    ["a chunk length with a blank", () => `${head(post, coded)}${body.length.toString(16)} x\r\n${body}\r\n0\r\n\r\n`],
    ["a trailer", () => `${head(post, coded)}${body.length.toString(16)}\r\n${body}\r\n0\r\nAuthorization: Bearer x\r\n\r\n`],
    ["an absolute form", () => head(`POST http://${host()}/acme/zabbix/mcp HTTP/1.1`, length) + body],
    ["an absolute form of another host", () => head("POST http://127.0.0.1:1/acme/zabbix/mcp HTTP/1.1", length) + body],
    ["an authority form", () => head(`CONNECT ${host()} HTTP/1.1`, "")],
    ["an asterisk form", () => head("OPTIONS * HTTP/1.1", "")],
    ["an upgrade", () => head("GET /acme/zabbix/mcp HTTP/1.1", "Connection: Upgrade\r\nUpgrade: websocket\r\n")],
    [
      "an upgrade to HTTP/2",
      () =>
        head(post, `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n${length}`) + body,
    ],
    ["the preface of HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["HTTP/1.2", () => head("POST /acme/zabbix/mcp HTTP/1.2", length) + body],
    ["HTTP/3.1", () => head("POST /acme/zabbix/mcp HTTP/3.1", length) + body],
    ["a lower-case protocol", () => head("POST /acme/zabbix/mcp http/1.1", length) + body],
    ["a method in lower case", () => head("post /acme/zabbix/mcp HTTP/1.1", length) + body],
    ["an unknown method", () => head("FROB /acme/zabbix/mcp HTTP/1.1", length) + body],
    ["a tab in the first line", () => head("POST\t/acme/zabbix/mcp HTTP/1.1", length) + body],
    ["a fragment", () => head("POST /acme/zabbix/mcp#x HTTP/1.1", length) + body],
    ["a backslash", () => head("POST \\acme\\zabbix\\mcp HTTP/1.1", length) + body],
    ["dot segments", () => head("POST /acme/../acme/zabbix/mcp HTTP/1.1", length) + body],
    ["a percent-encoded path", () => head("POST /acme/zabbix/m%63p HTTP/1.1", length) + body],
    ["a doubled slash", () => head("POST //acme/zabbix/mcp HTTP/1.1", length) + body],
    ["a NUL in the path", () => head("POST /acme/zabbix/mcp\0 HTTP/1.1", length) + body],
    ["two hosts", () => head(post, `Host: evil.example\r\n${length}`) + body],
    ["no host", () => `${post}\r\n${auth()}Content-Type: application/json\r\n${length}\r\n${body}`],
    ["two credentials", () => head(post, `Authorization: Bearer x\r\n${length}`) + body],
    ["two content types", () => head(post, `Content-Type: text/plain\r\n${length}`) + body],
    ["two session ids", () => head(post, `Mcp-Session-Id: a\r\nmcp-session-id: b\r\n${length}`) + body],
    ["a body that is compressed", () => head(post, `Content-Encoding: gzip\r\n${length}`) + body],
    ["a body under 5,000 codings", () => head(post, `Content-Encoding: ${new Array(5_000).fill("gzip").join(",")}\r\n${length}`) + body],
    ["headers over the limit", () => head(post, `X-A: ${"a".repeat(40_000)}\r\n${length}`) + body],
    ["a body of a GET", () => head("GET /acme/zabbix/mcp HTTP/1.1", `Accept: text/event-stream\r\n${length}`) + hidden()],
    ["an empty first line, then nothing that is HTTP", () => "\r\n\r\n\0\0\0"],
    ["TLS", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ];
  test.each(cases)("%s: no request goes upstream that was not meant", async (what, bytes) => {
    const { statuses, closed } = await exchange(bytes());
    // A GET may open its stream; nothing behind it is read as a request.
    if (what === "a body of a GET") expect(f.upstream.received.filter(({ method }) => method !== "GET")).toEqual([]);
    else expect([what, f.upstream.received.length, statuses.filter((status) => status < 400)]).toEqual([what, 0, []]);
    // The parser may say its own 400 behind the gateway's; nothing else is said.
    expect([what, closed || statuses.length === 1]).toEqual([what, true]);
  });
  test.each<[string, () => string]>([
    ["a second request behind the first", () => hidden() + hidden()],
    ["a request behind a short length", () => head(post, `Content-Length: 0\r\n`) + hidden()],
    ["a request behind the last chunk", () => head(post, coded) + chunked(body) + hidden()],
    ["a request inside a body", () => head(post, `Content-Length: ${hidden().length}\r\n`) + hidden()],
  ])("%s: is not served", async (_what, bytes) => {
    const { statuses } = await exchange(bytes());
    expect(f.upstream.received.length).toBeLessThanOrEqual(1);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
  });
  test("what is sound passes, once each: a length, chunks, chunk extensions, several blanks in the first line", async () => {
    const blanks = head("POST  /acme/zabbix/mcp HTTP/1.1", length) + body;
    for (const bytes of [
      blanks,
      hidden(),
      head(post, coded) + chunked(body),
      head(post, coded) + chunked(body).replace("\r\n", ";x=1\r\n"),
    ]) {
      expect((await exchange(bytes)).statuses).toEqual([200]);
    }
    expect(f.upstream.received).toHaveLength(4);
  });
});

describe("EF-22: Host and Origin, on every listener", () => {
  const listeners = () => [f.gateway.url, f.gateway.operatorUrl];
  const statusOf = async (url: string, host: string | undefined, origin: string | undefined) => {
    const client = new RawClient({ url }, f.grant.token);
    const path = url === f.gateway.url ? "/acme/zabbix/mcp" : "/metrics";
    const lines = [`${host === undefined ? "" : `Host: ${host}\r\n`}`, `${origin === undefined ? "" : `Origin: ${origin}\r\n`}`];
    client.send(`GET ${path} HTTP/1.1\r\n${lines.join("")}Connection: close\r\n\r\n`);
    await client.closed();
    return Number(/HTTP\/1\.1 (\d\d\d)/.exec(client.received)?.[1]);
  };
  test.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "evil.example:80",
    "127.0.0.1@evil.example",
    "localhost,evil.example",
    "xn--localhost-",
  ])("Host %s is refused everywhere", async (host) => {
    for (const url of listeners()) expect([url, await statusOf(url, host, undefined)]).toEqual([url, 403]);
  });
  // The operator's port is asked by address, and rebinding is about names.
  test.each(["169.254.169.254", "[::ffff:10.0.0.1]", "[fe80::1]", "0.0.0.0"])("Host %s is refused by the public listener", async (host) =>
    expect(await statusOf(f.gateway.url, host, undefined)).toBe(403),
  );
  test("without a Host nothing is served", async () => {
    for (const url of listeners()) expect([url, await statusOf(url, undefined, undefined)]).toEqual([url, 400]);
  });
  test.each([
    "http://evil.example",
    "null",
    "https://127.0.0.1.evil.example",
    "http://127.0.0.1:1",
    "file://",
    "http://localhost.evil.example",
  ])("Origin %s is refused by the public listener", async (origin) =>
    expect(await statusOf(f.gateway.url, new URL(f.gateway.url).host, origin)).toBe(403),
  );
  test("its own names pass, and then the credential is asked for; the operator's port tells how it is", async () => {
    const { port } = new URL(f.gateway.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect([host, await statusOf(f.gateway.url, host, `http://${host}`)]).toEqual([host, 401]);
    }
    expect(await statusOf(f.gateway.operatorUrl, new URL(f.gateway.operatorUrl).host, undefined)).toBe(200);
  });
});
