import { randomBytes } from "node:crypto";
import net from "node:net";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../harness.ts";
import { cases, patienceMs } from "../seeded.ts";
import { type Link, proxy } from "./proxy.ts";
import { seeded } from "./random.ts";
import { isMessage } from "./units.ts";

let links: Link[] = [];
let echo: net.Server;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  echo = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await Promise.all(links.map((link) => link.close()));
  links = [];
});
afterAll(async () => {
  await new Promise((resolve) => echo?.close(resolve));
  await database?.drop();
});
const echoPort = () => (echo.address() as net.AddressInfo).port;
const open = async (options?: Parameters<typeof proxy>[1], port = echoPort()) => {
  const link = await proxy({ host: "127.0.0.1", port }, options);
  links.push(link);
  return link;
};

/** Sends bytes in random pieces and gives back what returns until the end. */
async function roundTrip(link: Link, bytes: Buffer, random: () => number): Promise<Buffer> {
  const socket = net.connect({ port: link.port, host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => {});
  const ended = new Promise<void>((resolve) => {
    socket.once("end", resolve);
    socket.once("close", () => resolve());
  });
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() * 40_000);
    socket.write(bytes.subarray(at, at + size));
    at += size;
  }
  socket.end();
  await ended;
  socket.destroy();
  return Buffer.concat(chunks);
}

// security.md 14.2: 10,000 streams, 1,000 cuts and 1,000 links in the long run.
const streamsMax = cases(300);
const cutsMax = Math.min(1_000, cases(60));
const linksMax = Math.min(1_000, cases(200));

test.each(["raw", "postgres", "http"] as const)(
  `without effects ${streamsMax} random streams pass unchanged (%s)`,
  async (decode) => {
    const link = await open({ decode });
    for (let round = 0; round < streamsMax; round += 20) {
      const streams = Array.from({ length: 20 }, (_, index) => {
        const random = seeded(20261122, round + index);
        const bytes = randomBytes(Math.floor(random() * 20_000));
        // Text with line ends and blank lines in it, for the decoders to stumble over.
        const sent = index % 2 === 0 ? bytes : Buffer.from(bytes.toString("hex").replace(/a/g, "\r\n\r\n").replace(/b/g, "\n\n"));
        return roundTrip(link, sent, random).then((back) => expect(Buffer.compare(back, sent)).toBe(0));
      });
      await Promise.all(streams);
    }
    await until(link.open, (count) => count === 0);
  },
  patienceMs,
);

test("bandwidth and latency are as asked, within a tenth; healing acts on open connections", async () => {
  const link = await open();
  link.set("down", { bytesPerSecond: 100_000, sliceBytes: 2_000 });
  // Within a tenth in the long run, which has the machine for itself.
  const atMost = cases(0) > 0 ? 550 : 900;
  // Of several tries the one nearest to it: a busy machine only makes them longer.
  let took = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 10 && took > atMost; tries++) {
    const begun = performance.now();
    await roundTrip(link, Buffer.alloc(50_000, 1), seeded(1, 1));
    took = Math.min(took, performance.now() - begun);
  }
  expect(took).toBeGreaterThan(450);
  expect(took).toBeLessThan(atMost);
  link.set("down", { blackhole: true });
  const held = roundTrip(link, Buffer.from("late"), seeded(1, 1));
  expect(await Promise.race([held, new Promise((resolve) => setTimeout(() => resolve("held"), 100))])).toBe("held");
  link.heal();
  expect((await held).toString()).toBe("late");
});

test("caps, resets, stalls, corruption and duplication happen where they are said to, and repeat with the seed", async () => {
  const sent = randomBytes(100_000);
  const capped = await open();
  capped.set("down", { capBytes: 12_345 });
  expect((await roundTrip(capped, sent, seeded(1, 1))).equals(sent.subarray(0, 12_345))).toBe(true);
  const reset = await open();
  reset.set("down", { resetAfterBytes: 777 });
  expect((await roundTrip(reset, sent, seeded(1, 1))).length).toBeLessThanOrEqual(777);
  expect(reset.log.map(({ effect, offset }) => [effect, offset])).toEqual([["reset", 777]]);
  const runs = [];
  for (let run = 0; run < 2; run++) {
    const link = await open({ seed: 99 });
    link.set("down", { corruptRate: 0.5, dupRate: 0.2, sliceBytes: 500 });
    const bytes = await roundTrip(link, sent.subarray(0, 400), seeded(1, 1));
    runs.push([bytes.toString("hex"), link.log.map(({ effect }) => effect)]);
  }
  expect(runs[0]).toEqual(runs[1]);
  const refusing = await open();
  refusing.refuse();
  expect((await roundTrip(refusing, sent, seeded(1, 1))).length).toBe(0);
});

test(
  `a cut lands on the exact message of the database, ${cutsMax} of ${cutsMax}, before or after it`,
  async () => {
    const url = new URL(database.ownerUrl);
    const link = await open({ decode: "postgres" }, Number(url.port || 5432));
    url.host = `127.0.0.1:${link.port}`;
    const connect = async () => {
      const client = new pg.Client({ connectionString: url.toString() });
      client.on("error", () => {});
      await client.connect();
      return client;
    };
    const watcher = new pg.Client({ connectionString: database.ownerUrl });
    await watcher.connect();
    await watcher.query("CREATE TABLE landed (n integer)");
    for (let n = 0; n < cutsMax; n++) {
      const client = await connect();
      // Before the Bind the row is not there; after CommandComplete it is, and nobody was told that it is committed.
      if (n % 2 === 0) link.cut("up", isMessage("B"), "before");
      else link.cut("down", isMessage("C"), "after");
      await expect(client.query("INSERT INTO landed VALUES ($1)", [n])).rejects.toThrow();
      await client.end().catch(() => {});
    }
    const landed = async () => (await watcher.query("SELECT n FROM landed ORDER BY n")).rows.map(({ n }) => n as number);
    await until(landed, (rows) => rows.length === cutsMax / 2);
    expect((await landed()).every((n) => n % 2 === 1)).toBe(true);
    expect(link.log.filter(({ effect }) => effect.startsWith("cut"))).toHaveLength(cutsMax);
    const held = await connect();
    link.hold("up", isMessage("B"));
    const answer = held.query("SELECT $1::int AS n", [5]);
    await until(
      () => link.log.at(-1)?.effect,
      (effect) => effect === "hold",
    );
    link.release();
    expect((await answer).rows).toEqual([{ n: 5 }]);
    await held.end();
    await watcher.end();
  },
  patienceMs,
);

test(
  `nothing is left open after ${linksMax} links`,
  async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length;
    for (let round = 0; round < linksMax; round++) {
      const link = await proxy({ host: "127.0.0.1", port: echoPort() });
      await roundTrip(link, Buffer.from("x"), seeded(1, round));
      await link.close();
    }
    await until(
      () => process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP")).length,
      (count) => count <= before + 2,
    );
  },
  patienceMs,
);
