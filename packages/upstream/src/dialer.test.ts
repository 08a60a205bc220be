import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Server } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { parsePrivateUpstreams } from "./allowlist.ts";
import { createDialer, DialError, type DialerOptions } from "./dialer.ts";
import { selfSigned } from "./testing/certificate.ts";

const servers: Server[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    if ("closeAllConnections" in server) (server as unknown as { closeAllConnections(): void }).closeAllConnections();
    server.close();
  }
});

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};
const httpServer = (answer: RequestListener) => listen(createServer(answer));
const dialer = (options: Partial<DialerOptions> = {}) =>
  createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }), ...options });
const failure = async (work: Promise<unknown>): Promise<DialError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DialError)) throw new Error(`not a DialError: ${error}`);
  return error;
};

test("fetches from a server that the operator allows", async () => {
  const port = await httpServer((request, response) => response.end(`${request.method} ${request.headers["accept-encoding"]}`));
  const fetch = dialer().fetch("acme");
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, { method: "POST", body: "{}" });
  expect(await answer.text()).toBe("POST identity");
  const [server] = servers.slice(-1) as [Server];
  const open = () => new Promise((done) => server.getConnections((_error, count) => done(count)));
  expect(await open()).toBe(1);
  await fetch.close();
  await vi.waitFor(async () => expect(await open()).toBe(0));
});

test("refuses loopback when nobody allowed it, before a socket opens", async () => {
  const connect = vi.fn();
  const error = await failure(createDialer({ allow: parsePrivateUpstreams(""), connect }).fetch("acme")("https://127.0.0.1/"));
  expect(error.code).toBe("address_refused");
  expect(connect).not.toHaveBeenCalled();
});

test("a name is refused when any of its addresses is forbidden", async () => {
  const connect = vi.fn();
  for (const answers of [
    ["127.0.0.1"],
    ["8.8.8.8", "10.0.0.1"],
    ["8.8.8.8", "::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
    ["fe80::1%eth0"],
    ["nonsense"],
  ]) {
    const error = await failure(dialer({ resolve: async () => answers, connect }).fetch("acme")("https://mcp.example.com/"));
    expect(error.code, String(answers)).toBe("address_refused");
    expect(error.message).not.toContain(answers.at(-1));
    expect(error.operator).toContain(answers.at(-1));
  }
  expect(connect).not.toHaveBeenCalled();
});

test("a rebound name is refused at its next connection, and only checked addresses are dialed", async () => {
  const dialed: string[] = [];
  const port = await httpServer((_request, response) => response.setHeader("connection", "close").end("ok"));
  const flips = ["8.8.8.8", "127.0.0.1", "8.8.8.8", "169.254.169.254"];
  const rebinding = dialer({
    allowHttp: true,
    resolve: async () => [flips.shift() ?? "127.0.0.1"],
    connect: async ({ address }) => {
      dialed.push(address);
      const socket = connectTcp(port, "127.0.0.1");
      await once(socket, "connect");
      // Stands for the public address that it was asked for.
      return Object.defineProperty(socket, "remoteAddress", { value: address });
    },
  });
  const pool = rebinding.pool("http://mcp.example.com", "acme");
  const outcomes: unknown[] = [];
  for (let round = 0; round < 4; round++) {
    const answer = await pool.request({ path: "/", method: "GET" }).catch((error: DialError) => error.code);
    outcomes.push(typeof answer === "string" ? answer : await answer.body.text());
  }
  await pool.close();
  expect(outcomes).toEqual(["ok", "address_refused", "ok", "address_refused"]);
  expect(dialed).toEqual(["8.8.8.8", "8.8.8.8"]);
});

test("a socket that reached another address than the checked one is closed unused", async () => {
  const seen = vi.fn();
  const port = await httpServer(seen);
  const connect = async () => {
    const socket = connectTcp(port, "127.0.0.1");
    await once(socket, "connect");
    return socket;
  };
  const error = await failure(
    dialer({ allowHttp: true, resolve: async () => ["8.8.8.8"], connect }).fetch("acme")("http://mcp.example.com/"),
  );
  expect(error.code).toBe("address_refused");
  expect(seen).not.toHaveBeenCalled();
});

test("an operator's entry counts for its organization alone", async () => {
  const port = await httpServer((_request, response) => response.end("ok"));
  const guarded = createDialer({ allow: parsePrivateUpstreams("acme=zabbix.internal"), resolve: async () => ["127.0.0.1"] });
  const answer = await guarded.fetch("acme")(`http://zabbix.internal:${port}/`);
  expect(await answer.text()).toBe("ok");
  expect((await failure(guarded.fetch("globex")(`http://zabbix.internal:${port}/`))).code).toBe("url_refused");
  expect((await failure(guarded.fetch("globex")("https://zabbix.internal/"))).code).toBe("address_refused");
  expect(() => guarded.pool("http://zabbix.internal", "globex")).toThrow(DialError);
});

test.each([301, 302, 303, 307, 308])("HTTP %d is an error and its target sees nothing", async (status) => {
  const target = vi.fn();
  const targetPort = await httpServer(target);
  const port = await httpServer((_request, response) => response.writeHead(status, { location: `http://127.0.0.1:${targetPort}/` }).end());
  const error = await failure(dialer().fetch("acme")(`http://127.0.0.1:${port}/`, { redirect: "follow" }));
  expect(error.code).toBe("redirects");
  expect(target).not.toHaveBeenCalled();
});

test("response headers over 16 KiB and bodies over 10 MiB end in an error", async () => {
  const port = await httpServer((request, response) => {
    if (request.url === "/headers") return void response.setHeader("x-flood", "a".repeat(17 * 1024)).end();
    const chunk = Buffer.alloc(1024 * 1024);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  });
  const fetch = dialer().fetch("acme");
  expect((await failure(fetch(`http://127.0.0.1:${port}/headers`))).code).toBe("too_large");
  const endless = await fetch(`http://127.0.0.1:${port}/body`);
  let bytes = 0;
  const reading = async () => {
    for await (const chunk of endless.body ?? []) bytes += chunk.byteLength;
  };
  expect((await failure(reading())).code).toBe("too_large");
  expect(bytes).toBeLessThanOrEqual(10 * 1024 * 1024);
});

test("names that do not resolve, closed ports and silent hosts have codes of their own", async () => {
  const closed = await listen(createTcpServer());
  servers.pop()?.close();
  expect((await failure(dialer({ resolve: async () => [] }).fetch("acme")("https://nowhere.example/"))).code).toBe("dns_failed");
  const refused = await failure(dialer().fetch("acme")(`http://127.0.0.1:${closed}/`));
  expect(refused.code).toBe("connect_failed");
  expect(refused.operator).toContain("ECONNREFUSED");
  const never = () => new Promise<never>(() => {});
  const quick = { connectTimeoutMs: 50, allowHttp: true };
  expect((await failure(dialer({ ...quick, resolve: never }).fetch("acme")("https://slow.example/"))).code).toBe("connect_timeout");
  expect(
    (await failure(dialer({ ...quick, resolve: async () => ["8.8.8.8"], connect: never }).fetch("acme")("https://slow.example/"))).code,
  ).toBe("connect_timeout");
});

test("a second address is tried when the first refuses", async () => {
  const port = await httpServer((_request, response) => response.end("ok"));
  const tried: string[] = [];
  const guarded = createDialer({
    allow: parsePrivateUpstreams("twofold.internal"),
    resolve: async () => ["127.0.0.2", "127.0.0.1"],
    connect: async ({ address }) => {
      tried.push(address);
      if (address === "127.0.0.2") throw new Error("ECONNREFUSED");
      const socket = connectTcp(port, address);
      await once(socket, "connect");
      return socket;
    },
  });
  expect((await guarded.fetch("acme")(`http://twofold.internal:${port}/`)).status).toBe(200);
  expect(tried).toEqual(["127.0.0.2", "127.0.0.1"]);
});

test("a silent server is cut after the time that it was given", async () => {
  const port = await httpServer(() => {});
  expect((await failure(dialer().fetch("acme", { headersTimeoutMs: 20 })(`http://127.0.0.1:${port}/`))).code).toBe("answer_timeout");
});

test("a connection that breaks in the middle of an answer is named so", async () => {
  const port = await httpServer((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  });
  const answer = await dialer().fetch("acme")(`http://127.0.0.1:${port}/`);
  expect((await failure(answer.text())).code).toBe("connection_lost");
});

test("https keeps the name for SNI and the certificate; another name or an unknown issuer fails", async () => {
  const { key, cert } = selfSigned("mcp.test");
  const names: unknown[] = [];
  const server = createTlsServer({ key, cert }, (request, response) => {
    names.push((request.socket as { servername?: unknown }).servername);
    response.end("ok");
  });
  const port = await listen(server);
  const options = { allow: parsePrivateUpstreams("mcp.test, other.test"), resolve: async () => ["127.0.0.1"] };
  const answer = await createDialer({ ...options, ca: cert }).fetch("acme")(`https://mcp.test:${port}/`);
  expect(await answer.text()).toBe("ok");
  expect(names).toEqual(["mcp.test"]);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  expect((await failure(createDialer({ ...options, ca: cert }).fetch("acme")(`https://other.test:${port}/`))).code).toBe("tls_failed");
  expect((await failure(createDialer(options).fetch("acme")(`https://mcp.test:${port}/`))).code).toBe("tls_failed");
});

test("FA-6: a trusted certificate that has expired or names another host: refused in time, and not a byte of the request is sent", async () => {
  const heard: unknown[] = [];
  for (const [served, expired, reason] of [
    ["mcp.test", true, /expired/i],
    ["other.test", false, /altname|does not match/i],
  ] as const) {
    const { key, cert } = selfSigned(served, { expired });
    const port = await listen(createTlsServer({ key, cert }, (request) => void heard.push(request.url)));
    const options = { allow: parsePrivateUpstreams("mcp.test"), resolve: async () => ["127.0.0.1"], ca: cert, connectTimeoutMs: 10_000 };
    const error = await failure(createDialer(options).fetch("acme")(`https://mcp.test:${port}/`));
    expect([error.code, error.operator]).toEqual(["tls_failed", expect.stringMatching(reason)]);
  }
  expect(heard).toEqual([]);
});

test("proxy settings of the environment have no effect", async () => {
  const proxied = vi.fn();
  const proxy = await httpServer(proxied);
  const port = await httpServer((_request, response) => response.end("direct"));
  for (const name of ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"]) vi.stubEnv(name, `http://127.0.0.1:${proxy}`);
  vi.stubEnv("NODE_USE_ENV_PROXY", "1");
  expect(await (await dialer().fetch("acme")(`http://127.0.0.1:${port}/`)).text()).toBe("direct");
  expect(proxied).not.toHaveBeenCalled();
});

test("an abort by the caller is an abort, not a failure of the server", async () => {
  const port = await httpServer(() => {});
  const stop = new AbortController();
  const work = dialer().fetch("acme")(`http://127.0.0.1:${port}/`, { signal: stop.signal });
  stop.abort();
  await expect(work).rejects.toMatchObject({ name: "AbortError" });
});
