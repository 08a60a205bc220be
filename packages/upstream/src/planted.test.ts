import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import * as sound from "./index.ts";

/**
 * The bugs that the dialer could have, each planted into a build of this room by a change of one place in the source: the check that is named
 * after a bug holds for the room and fails for the build that has it.
 */
type Room = typeof sound;
type Bug = { name: string; file: string; from: string; to: string; check: (room: Room) => Promise<void> };

const bugs: Bug[] = [
  {
    name: "PB-47 (EG-4): a redirect is followed",
    file: "guarded-fetch.ts",
    from: 'redirect: "manual"',
    to: 'redirect: "follow"',
    check: async ({ createDialer, parsePrivateUpstreams }) => {
      const reached: string[] = [];
      const inner = await serve((request, response) => response.end(void reached.push(request.url ?? "")));
      const outer = await serve((_, response) => response.writeHead(302, { location: `${inner.url}/inside` }).end());
      const dialer = createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }) });
      await dialer
        .fetch("acme")(`${outer.url}/mcp`)
        .catch(() => {});
      inner.stop();
      outer.stop();
      expect(reached).toEqual([]);
    },
  },
  {
    name: "PB-48 (EG-3): only the first address is checked",
    file: "connector.ts",
    from: "for (const address of addresses) {\n    const verdict",
    to: "for (const address of addresses.slice(0, 1)) {\n    const verdict",
    check: async ({ createDialer, parsePrivateUpstreams }) => {
      const dialled: string[] = [];
      const dialer = createDialer({
        allow: parsePrivateUpstreams(""),
        resolve: async () => ["8.8.8.8", "10.0.0.1"],
        connect: async ({ address }) => {
          dialled.push(address);
          throw new Error("refused");
        },
      });
      await dialer
        .fetch("acme")("https://name.example/mcp")
        .catch(() => {});
      expect(dialled).toEqual([]);
    },
  },
  {
    name: "PB-49 (EG-2): a translation prefix is missing",
    file: "ranges.ts",
    from: '  { cidr: "64:ff9b::/96", name: "NAT64", openedBy: "cidr" },\n',
    to: "",
    check: async ({ judgeAddress }) => {
      expect(judgeAddress("64:ff9b::7f00:1")).toMatchObject({ ok: false, range: { name: "NAT64" } });
      expect(judgeAddress("64:ff9b::a00:1")).toMatchObject({ ok: false, range: { name: "NAT64" } });
    },
  },
];

describe("planted bugs", () => {
  test.each(bugs)("$name: the room is free of it", ({ check }) => check(sound));
  test("the build itself changes nothing", async () => {
    const room = await built(undefined);
    for (const { check } of bugs) await check(room);
  });
  test.each(bugs)("$name: is caught", async ({ file, from, to, check }) => {
    const room = await built({ file: `packages/upstream/src/${file}`, from, to });
    await expect(check(room)).rejects.toThrow();
  });
});

async function serve(answer: RequestListener): Promise<{ url: string; stop: () => void }> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

async function built(bug: { file: string; from: string; to: string } | undefined): Promise<Room> {
  const root = path.join(import.meta.dirname, "../../..");
  const folder = path.join(root, "node_modules/.cache/portcullis-planted");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${randomUUID()}.mjs`);
  const change = bug === undefined ? [] : [JSON.stringify(bug)];
  await promisify(execFile)(process.execPath, [path.join(root, "scripts/plant.mjs"), "packages/upstream/src/index.ts", file, ...change]);
  try {
    return (await import(pathToFileURL(file).href)) as Room;
  } finally {
    await rm(file, { force: true });
  }
}
