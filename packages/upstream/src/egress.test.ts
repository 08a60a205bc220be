import dgram from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { judgeAddress } from "./address.ts";
import { parsePrivateUpstreams } from "./allowlist.ts";
import { createDialer, DialError, type DialerOptions } from "./dialer.ts";
import { deniedRanges } from "./ranges.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});
const listen = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "sent",
    (error: unknown) => (error instanceof DialError ? error.code : `not a DialError: ${error}`),
  );

/** A dialer of a production installation whose targets are written down instead of connected to. */
function watched(options: Partial<DialerOptions> = {}) {
  const targets: string[] = [];
  const connect = async ({ address }: { address: string }): Promise<Socket> => {
    targets.push(address);
    throw new Error("nothing leaves this test");
  };
  return { targets, dialer: createDialer({ allow: parsePrivateUpstreams(""), connect, resolve: async (host) => [host], ...options }) };
}

/** Spellings of an IPv4 address that some reader understands. */
function spellings(address: string): string[] {
  const [a, b, c, d] = address.split(".").map(Number) as [number, number, number, number];
  const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (value: number) => value.toString(16);
  const octal = (value: number) => `0${value.toString(8)}`;
  const group = `${hex((a << 8) | b)}:${hex((c << 8) | d)}`;
  return [
    `${a}.${b}.${c}.${d}`,
    String(whole),
    `0x${hex(whole)}`,
    `0X${hex(whole).toUpperCase()}`,
    `0${whole.toString(8)}`,
    `0x${hex(a)}.0x${hex(b)}.0x${hex(c)}.0x${hex(d)}`,
    `${octal(a)}.${octal(b)}.${octal(c)}.${octal(d)}`,
    `${a}.${(b << 16) | (c << 8) | d}`,
    `${a}.${b}.${(c << 8) | d}`,
    `${a}.0x${hex(b)}.${octal(c)}.${d}`,
    `${address}.`,
    `%3${address[0]}${address.slice(1)}`,
    address.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replaceAll(".", "。"),
    `[::ffff:${address}]`,
    `[::ffff:${group}]`,
    `[::${address}]`,
    `[64:ff9b::${group}]`,
    `[64:ff9b:1::${group}]`,
    `[2002:${group}::1]`,
    `[0:0:0:0:0:ffff:${group}]`,
    `[::ffff:${address}%25eth0]`,
    `user@${address}`,
    `user:pass@${address}`,
    `example.com@${address}`,
    `${address}:22`,
    `${address}:0`,
    `${address}\\@example.com`,
    `example.com\t@${address}`,
    ` ${address}`,
    `${address}#.example.com`,
    `${address}?token=1`,
  ];
}

test("EG-1: 300 spellings of forbidden addresses, on every way out: none is dialed", async () => {
  const addresses = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "172.16.5.4", "100.64.0.1", "0.0.0.0", "224.0.0.1"];
  const hosts = [
    ...addresses.flatMap(spellings),
    "localhost",
    "LOCALHOST.",
    "localhost.localdomain",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fd00::1]",
  ];
  const urls = hosts.flatMap((host) => [`https://${host}/mcp`, `http://${host}/mcp`]);
  urls.push(
    ...["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "unix:/run/x", "data:,x", "//127.0.0.1/", "https:127.0.0.1"],
  );
  expect(urls.length).toBeGreaterThan(500);
  // A name of this machine resolves as the system would.
  const { dialer, targets } = watched({
    allowHttp: true,
    resolve: async (host) => (/^localhost/i.test(host) ? ["127.0.0.1", "::1"] : [host]),
  });
  const fetch = dialer.fetch("acme");
  for (const url of urls) {
    const code = await codeOf(fetch(url, { method: "POST", body: "{}" }));
    expect([url, code]).toEqual([url, expect.stringMatching(/^(url_refused|address_refused|dns_failed)$/)]);
    const verdict = dialer.judgeUrl(url, "acme");
    if (!verdict.ok) continue;
    const pool = dialer.pool(verdict.url.origin, "acme");
    expect([url, await codeOf(pool.request({ method: "POST", path: "/mcp", body: "{}" }))]).toEqual([url, "address_refused"]);
    await pool.destroy();
  }
  expect(targets).toEqual([]);
});

test("EG-2: every special range, as a literal and as an answer of the DNS, at both ends and in the middle: 0 hits", async () => {
  const addresses = deniedRanges.flatMap(({ cidr }) => inside(cidr));
  expect(addresses.length).toBeGreaterThanOrEqual(deniedRanges.length * 2);
  const { dialer, targets } = watched({ resolve: async (host) => [addresses[Number(/^n(\d+)/.exec(host)![1])]!] });
  const fetch = dialer.fetch("acme");
  for (const [index, address] of addresses.entries()) {
    const literal = address.includes(":") ? `[${address}]` : address;
    expect([address, await codeOf(fetch(`https://${literal}/`))]).toEqual([address, "address_refused"]);
    expect([address, await codeOf(fetch(`https://n${index}.example.com/`))]).toEqual([address, "address_refused"]);
  }
  expect(targets).toEqual([]);
});

/** The first address of a range, the last one of its first 256, and one between. */
function inside(cidr: string): string[] {
  const base = cidr.split("/")[0]!;
  if (cidr.endsWith("/128")) return [base, base];
  if (base.includes(".") && !base.includes(":")) return [base, base.replace(/\d+$/, "7"), base.replace(/\d+$/, "255")];
  return base.endsWith("::") ? [base, `${base}7`, `${base}ffff`] : [base.replace(/::$|$/, ""), base];
}

test("EG-3: a name server that flips its answers, mixes and chains them, 2,000 connections: no forbidden address is dialed", async () => {
  const nameServer = await startNameServer();
  const resolver = new Resolver({ timeout: 1_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${nameServer.port}`]);
  const { dialer, targets } = watched({ resolve: (host) => resolver.resolve4(host) });
  const fetch = dialer.fetch("acme");
  const codes = new Map<string, number>();
  for (let round = 0; round < 2_000; round += 50) {
    const names = ["flip", "mixed", "chain", "public"];
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, index) => codeOf(fetch(`https://${names[(round + index) % 4]}.example.com/`))),
    );
    for (const code of found) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect(targets.filter((address) => !judgeAddress(address).ok)).toEqual([]);
  expect(new Set(targets)).toEqual(new Set(["8.8.8.8"]));
  expect([...codes.keys()].sort()).toEqual(["address_refused", "connect_failed"]);
  expect([codes.get("address_refused")! >= 1_000, targets.length >= 500]).toEqual([true, true]);
});

/** Answers A questions: `flip` by turns, `mixed` with both, `chain` behind an alias with the forbidden one, all with a lifetime of 0. */
async function startNameServer(): Promise<{ port: number }> {
  const socket = dgram.createSocket("udp4");
  closing.push(() => socket.close());
  let asked = 0;
  socket.on("message", (question, from) => {
    const labels = nameIn(question);
    const good = [8, 8, 8, 8];
    const bad = [127, 0, 0, 1];
    const answers = { flip: [asked++ % 2 === 0 ? good : bad], mixed: [good, bad], chain: [bad], public: [good] }[labels[0]!] ?? [];
    const end = 12 + labels.reduce((sum, label) => sum + label.length + 1, 1) + 4;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8180, 2);
    const isAlias = labels[0] === "chain";
    head.writeUInt16BE(answers.length + (isAlias ? 1 : 0), 6);
    head.writeUInt32BE(0, 8);
    const record = (type: number, data: number[]) => Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data]);
    // The alias points to the name itself: resolvers follow it within the same answer.
    const alias = isAlias ? [record(5, [0xc0, 12])] : [];
    socket.send(
      Buffer.concat([head, question.subarray(12, end), ...alias, ...answers.map((address) => record(1, address))]),
      from.port,
      from.address,
    );
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port };
}

function nameIn(question: Buffer): string[] {
  const labels: string[] = [];
  for (let at = 12; question[at]! > 0; at += question[at]! + 1) labels.push(question.toString("latin1", at + 1, at + 1 + question[at]!));
  return labels;
}

const open = () => createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }) });

test.each([300, 301, 302, 303, 305, 307, 308])(
  "EG-4: HTTP %d is followed nowhere, with and without a body, and its target sees nothing",
  async (status) => {
    let hits = 0;
    const canary = await listen(
      createServer((_, response) => {
        hits++;
        response.end();
      }),
    );
    const redirecting: RequestListener = (request, response) =>
      void response.writeHead(status, { location: request.url === "/loop" ? "/loop" : `http://127.0.0.1:${canary}/` }).end("moved");
    const port = await listen(createServer(redirecting));
    const fetch = open().fetch("acme");
    closing.push(() => void fetch.close());
    for (const target of ["/", "/loop"])
      for (const init of [{ method: "GET" }, { method: "POST", body: "{}", headers: { authorization: "Bearer s" } }])
        expect(await codeOf(fetch(`http://127.0.0.1:${port}${target}`, { ...init, redirect: "follow" }))).toBe("redirects");
    expect(hits).toBe(0);
  },
);

test("EG-6: only the dialer and the database's driver open outbound sockets", async () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const { execFileSync } = await import("node:child_process");
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "apps/*.ts", "packages/*.ts"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file !== "" && !/\.test\.ts$|\/testing\/|^packages\/e2e\/|\.config\.|\/bench\/|\/embedded\//.test(file));
  const openers = files.filter((file) => {
    const text = read(path.join(root, file));
    // Servers and address arithmetic of node:http and node:net open nothing.
    const imports = [...text.matchAll(/^import ([^;]+?) from "(node:net|node:tls|node:https|node:dns|node:dns\/promises|undici)";/gm)];
    return imports.some(([, names]) => !/^\{ (?:BlockList|isIP|isIPv4|isIPv6|SocketAddress|type \w+|, )+ \}$|^type /.test(names!));
  });
  expect(openers).toEqual([
    "packages/upstream/src/connector.ts",
    "packages/upstream/src/dialer.ts",
    "packages/upstream/src/guarded-fetch.ts",
  ]);
});

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

test("EG-8: endless bodies, a drip and a flood of headers end within the caps, and memory stays", async () => {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let sent = 0;
  const endless = await listen(
    createServer((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on("drain", more);
      more();
    }),
  );
  const flood = await listen(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(`x-flood: ${"y".repeat(1_000)}\r\n`));
      };
      socket.on("drain", more);
      more();
    }),
  );
  const drip = await listen(
    createServer((_, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.once("close", () => clearInterval(timer));
    }),
  );
  const fetch = open().fetch("acme", { headersTimeoutMs: 500, bodyTimeoutMs: 500 });
  closing.push(() => void fetch.close());
  const before = process.memoryUsage.rss();
  const body = async (port: number, signal?: AbortSignal) => (await fetch(`http://127.0.0.1:${port}/`, { signal })).text();
  expect(await codeOf(body(endless))).toBe("too_large");
  expect(sent).toBeLessThan(64 * 1024 * 1024);
  expect(await codeOf(body(flood))).toMatch(/^(connection_lost|bad_answer|too_large)$/);
  // It is never silent, so only the caller's own limit ends it.
  expect(await codeOf(body(drip, AbortSignal.timeout(300)))).toMatch(/answer_timeout|TimeoutError|aborted/);
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
});
