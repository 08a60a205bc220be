import { randomUUID } from "node:crypto";
import { roleUrl } from "@portcullis/db/keys";
import { openPool, type Pool } from "@portcullis/db/runtime";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { seal } from "../audit/seal.ts";
import type { Context } from "../caller.ts";
import type { RecordedEvent } from "../export/recorded-event.ts";
import { ocsfProblems } from "../export/testing/ocsf-validator.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { createStream } from "./create.ts";
import { deleteStream } from "./delete.ts";
import { openStreamDelivery, type StreamDelivery } from "./delivery.ts";
import { streamLag } from "./lag.ts";
import { listStreams } from "./list.ts";
import { rotateStreamSecret } from "./rotate-secret.ts";
import { testStream } from "./send-test.ts";
import { type Received, type TestReceiver, testReceiver } from "./testing/receiver.ts";
import { updateStream } from "./update.ts";
import { webhookVerifiers } from "./verifiers.ts";

let here: Installation;
let sealer: Pool;
let ops: Pool;
let owner: Context;
let receiver: TestReceiver;
const opened: StreamDelivery[] = [];
beforeAll(async () => {
  here = await testInstallation();
  sealer = openPool({ url: roleUrl(here.database.ownerUrl, "pc_sealer", here.database.keyring), max: 2 });
  ops = openPool({ url: roleUrl(here.database.ownerUrl, "pc_ops", here.database.keyring), max: 8 });
  receiver = await testReceiver();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  receiver.behaviour = "take";
  receiver.received.splice(0);
});
afterAll(async () => {
  await receiver?.close();
  await Promise.all([sealer?.end(), ops?.end()]);
  await here?.close();
});

/** Backs off for some milliseconds, and has little patience. */
const delivery = () => {
  const { keyring, dialer } = here.cp;
  const made = openStreamDelivery({
    pool: ops,
    keyring,
    dialer,
    newLease: randomUUID,
    backoffMs: () => 20,
    sendTimeoutMs: 300,
    onError: console.error,
  });
  opened.push(made);
  return made;
};

async function record(ctx: Context, count: number, label = "agent"): Promise<string[]> {
  const ids = Array.from({ length: count }, () => ctx.newId());
  await here.rows(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason)
     SELECT $1, id, $1, $3, $1, 'zabbix', 'tools/call', 'alpha', 'allow', 'allowed' FROM unnest($2::uuid[]) WITH ORDINALITY AS u(id, n) ORDER BY n`,
    [ctx.caller.organizationId, ids, label],
  );
  return ids;
}
const sealAll = async () => {
  while ((await seal(sealer))?.more);
};
const eventsOf = ({ body }: Received) => (JSON.parse(body) as { events: RecordedEvent[] }).events;
const takenIds = (label = "agent") =>
  receiver.received
    .filter(({ taken }) => taken)
    .flatMap(eventsOf)
    .filter((event) => event.grant_label === label)
    .map(({ event_id }) => event_id);
/** Each the first time that it came. */
const once = (ids: readonly string[]) => [...new Set(ids)];

async function until(condition: () => boolean | Promise<boolean>, work: () => Promise<unknown>): Promise<void> {
  const endsAt = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > endsAt) expect.fail("it did not come to that in 15 s");
    await work();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const streamOf = async (ctx: Context, id: string) => (await listStreams(ctx)).find((stream) => stream.id === id);

describe("AU-13: nothing is lost, the order stays, ids are stable", () => {
  test("down, 500s, too slow, answers that get lost, and exporters that end in the middle", async () => {
    owner = await newOrganization(here.cp, "Acme");
    const { stream } = await createStream(owner, { kind: "webhook", name: "siem", url: receiver.url, records: "calls" });
    const made: string[] = [];
    let exporter = delivery();
    await receiver.down();
    made.push(...(await record(owner, 450)));
    await sealAll();
    await until(async () => ((await streamOf(owner, stream.id))?.failures ?? 0) >= 2, exporter.turn);
    expect(await streamOf(owner, stream.id)).toMatchObject({
      delivered: 0,
      lastError: expect.stringMatching(/refused|closed|reach|connect/i),
    });
    const behind = await streamLag(ops);
    expect(behind.mostWaiting).toBeGreaterThanOrEqual(450);
    expect(behind.failing).toBe(1);
    await receiver.up();
    for (const behaviour of ["error", "hang", "take and drop the answer"] as const) {
      receiver.behaviour = behaviour;
      const before = receiver.received.length;
      made.push(...(await record(owner, 30)));
      await sealAll();
      await until(() => receiver.received.length >= before + 2, exporter.turn);
      // It ends while a sending is under way, and another one takes over.
      await exporter.close();
      exporter = delivery();
    }
    // The lease of one that was killed: nobody has given it back.
    await here.rows(
      "UPDATE stream SET lease = gen_random_uuid(), leased_until = clock_timestamp() + interval '50 milliseconds' WHERE id = $1",
      [stream.id],
    );
    receiver.behaviour = "take";
    await until(async () => (await streamOf(owner, stream.id))?.pending === 0, exporter.turn);
    expect(once(takenIds())).toEqual(made);
    const events = receiver.received.flatMap(eventsOf);
    expect(new Map(events.map(({ event_id, sequence }) => [event_id, sequence])).size).toBe(
      new Set(events.map((event) => `${event.event_id} ${event.sequence}`)).size,
    );
    // A batch that comes again is the same batch: its id says so.
    const bodies = new Map<string, Set<string>>();
    for (const { id, body } of receiver.received) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    expect([...bodies.values()].filter(({ size }) => size > 1)).toEqual([]);
    expect(receiver.received.length).toBeGreaterThan(new Set(receiver.received.map(({ id }) => id)).size);
    expect(await streamOf(owner, stream.id)).toMatchObject({
      delivered: made.length,
      failures: 0,
      lastError: null,
      pending: 0,
      lagSeconds: 0,
    });
    expect(await streamLag(ops)).toEqual({ mostWaiting: 0, failing: 0 });
    await deleteStream(owner, { id: stream.id });
  });

  test("two exporters at once send nothing twice and nothing out of order", async () => {
    const ctx = await newOrganization(here.cp, "Twice");
    const { stream } = await createStream(ctx, { kind: "webhook", name: "siem", url: receiver.url, records: "calls" });
    const made = await record(ctx, 1_000);
    await sealAll();
    const [one, other] = [delivery(), delivery()];
    await until(
      async () => (await streamOf(ctx, stream.id))?.pending === 0,
      () => Promise.all([one.turn(), other.turn()]),
    );
    expect(takenIds()).toEqual(made);
    await deleteStream(ctx, { id: stream.id });
  });

  test("a receiver that hangs holds up nobody else", async () => {
    const [slow, quick] = [await newOrganization(here.cp, "Slow"), await newOrganization(here.cp, "Quick")];
    const hanging = await testReceiver();
    hanging.behaviour = "hang";
    const streams = [
      await createStream(slow, { kind: "webhook", name: "slow", url: hanging.url }),
      await createStream(slow, { kind: "webhook", name: "fine", url: receiver.url }),
    ];
    await createStream(quick, { kind: "webhook", name: "quick", url: receiver.url, records: "calls" });
    const { keyring, dialer } = here.cp;
    const patient = openStreamDelivery({ pool: ops, keyring, dialer, newLease: randomUUID, sendTimeoutMs: 5_000 });
    await Promise.all([record(slow, 5), record(quick, 5, "quick")]);
    await sealAll();
    await patient.turn();
    await until(() => hanging.received.length > 0 && takenIds("quick").length === 5 && takenIds().length === 5, patient.turn);
    // What came while the slow one still hangs.
    expect((await streamOf(slow, streams[0]?.stream.id as string))?.failures).toBe(0);
    await hanging.close();
    await patient.close();
    for (const { stream } of streams) await deleteStream(slow, { id: stream.id });
  });

  test("paused, nothing goes; resumed, it goes on from where it stopped", async () => {
    const ctx = await newOrganization(here.cp, "Paused");
    await record(ctx, 3, "before");
    await sealAll();
    const { stream } = await createStream(ctx, { kind: "webhook", name: "siem", url: receiver.url, records: "calls" });
    await updateStream(ctx, { id: stream.id, enabled: false });
    const made = await record(ctx, 3);
    await sealAll();
    const exporter = delivery();
    expect(await exporter.turn()).toEqual({ started: 0, running: 0 });
    expect((await streamOf(ctx, stream.id))?.pending).toBeGreaterThanOrEqual(3);
    await updateStream(ctx, { id: stream.id, enabled: true });
    await until(async () => (await streamOf(ctx, stream.id))?.pending === 0, exporter.turn);
    expect(receiver.received.flatMap(eventsOf).map(({ event_id }) => event_id)).toEqual(made);
    await deleteStream(ctx, { id: stream.id });
  });
});

describe("AU-13: signatures", () => {
  const source = `data:text/javascript,${encodeURIComponent(webhookVerifiers.node)}`;
  type Verify = (secret: string, headers: Record<string, unknown>, body: string, now?: number) => { events: RecordedEvent[] };
  let verify: Verify;
  beforeAll(async () => {
    ({ verify } = (await import(/* @vite-ignore */ source)) as { verify: Verify });
  });

  test("the page's verifier takes what was sent, and nothing changed, older or newer than 5 minutes, or of another secret", async () => {
    const ctx = await newOrganization(here.cp, "Signed");
    here.clock.now = Date.now();
    const { stream, secret } = await createStream(ctx, { kind: "webhook", name: "siem", url: receiver.url });
    expect(await testStream(ctx, { id: stream.id })).toMatchObject({ ok: true, sentence: "The receiver answered 200." });
    const { headers, body } = receiver.received.at(-1) as Received;
    const [key, now] = [secret as string, Number(headers["webhook-timestamp"]) * 1_000];
    expect(verify(key, headers, body, now).events[0]).toMatchObject({ action: "stream.test", target_name: "siem" });
    for (const offset of [-299_000, 299_000]) expect(verify(key, headers, body, now + offset).events).toHaveLength(1);
    for (const offset of [-301_000, 301_000, 86_400_000]) expect(() => verify(key, headers, body, now + offset)).toThrow(/5 minutes/);
    const later = String(Number(headers["webhook-timestamp"]) + 600);
    const bad: [Record<string, unknown>, string][] = [
      [{ ...headers, "webhook-timestamp": later }, body],
      [{ ...headers, "webhook-id": `${headers["webhook-id"]}0` }, body],
      [headers, `${body} `],
      [headers, body.replace("siem", "sien")],
      [{ ...headers, "webhook-signature": "v1,AAAA" }, body],
      [{ ...headers, "webhook-signature": "" }, body],
      [{ ...headers, "webhook-signature": String(headers["webhook-signature"]).replace("v1,", "v2,") }, body],
    ];
    for (const [others, text] of bad)
      expect(() => verify(key, others, text, Number(others["webhook-timestamp"]) * 1_000)).toThrow(/signature/);
    expect(() => verify(`whsec_${Buffer.alloc(32, 7).toString("base64")}`, headers, body, now)).toThrow("wrong signature");
    // Rotated: for a day both secrets find their signature.
    const rotated = await rotateStreamSecret(ctx, { id: stream.id });
    await record(ctx, 1);
    await sealAll();
    const exporter = delivery();
    await until(() => receiver.received.some((one) => one.body.includes("portcullis.record")), exporter.turn);
    const signedTwice = receiver.received.findLast((one) => one.body.includes("portcullis.record")) as Received;
    for (const either of [key, rotated.secret])
      expect(verify(either, signedTwice.headers, signedTwice.body).events.length).toBeGreaterThan(0);
    await deleteStream(ctx, { id: stream.id });
  });
});

describe("what receivers get", () => {
  test("OTLP: logs of its JSON, with the stream's headers; what a receiver refuses is told and not sent again", async () => {
    const ctx = await newOrganization(here.cp, "Logs");
    const headers = [{ name: "Authorization", value: "Bearer otlp-token" }];
    const { stream, secret } = await createStream(ctx, { kind: "otlp", name: "otel", url: new URL(receiver.url).origin, headers });
    expect(secret).toBeNull();
    receiver.answer = JSON.stringify({ partialSuccess: { rejectedLogRecords: "1", errorMessage: "too old" } });
    const [id] = await record(ctx, 1);
    await sealAll();
    const exporter = delivery();
    await until(async () => (await streamOf(ctx, stream.id))?.pending === 0, exporter.turn);
    receiver.answer = "{}";
    const sent = receiver.received.filter(({ body }) => body.includes(id as string));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers).toMatchObject({ authorization: "Bearer otlp-token", "content-type": "application/json" });
    const { resourceLogs } = JSON.parse(sent[0]?.body ?? "");
    const logs = resourceLogs[0].scopeLogs[0].logRecords as { eventName: string; timeUnixNano: string; attributes: { key: string }[] }[];
    const call = logs.find(({ eventName }) => eventName === "portcullis.call");
    expect(call).toMatchObject({
      severityNumber: 9,
      timeUnixNano: expect.stringMatching(/^\d{19}$/),
      body: { stringValue: "Allowed: tools/call alpha" },
    });
    expect(call?.attributes).toContainEqual({ key: "portcullis.event_id", value: { stringValue: id } });
    expect((await streamOf(ctx, stream.id))?.lastError).toMatch(/refused 1 of its records/);
    await deleteStream(ctx, { id: stream.id });
  });

  test("OCSF: valid by the pinned schema; a call comes at its admission and at its end", async () => {
    const ctx = await newOrganization(here.cp, "Schema");
    const { stream } = await createStream(ctx, { kind: "webhook", name: "ocsf", url: receiver.url, format: "ocsf" });
    const [id] = await record(ctx, 1);
    await sealAll();
    await here.rows("INSERT INTO outcome (organization_id, id, outcome, duration_ms) VALUES ($1, $2, 'unknown', 5)", [
      ctx.caller.organizationId,
      id,
    ]);
    await sealAll();
    await here.rows("INSERT INTO outcome (organization_id, id, is_late, outcome, duration_ms) VALUES ($1, $2, true, 'ok', 9)", [
      ctx.caller.organizationId,
      id,
    ]);
    await sealAll();
    const exporter = delivery();
    await until(async () => (await streamOf(ctx, stream.id))?.pending === 0, exporter.turn);
    const events = receiver.received.flatMap((one) => (JSON.parse(one.body) as { events: Record<string, unknown>[] }).events);
    expect(events.flatMap(ocsfProblems)).toEqual([]);
    const own = events.filter(({ class_uid }) => class_uid === 6003) as { status_id: number; metadata: { uid: string } }[];
    expect(own.map(({ status_id, metadata }) => [metadata.uid, status_id])).toEqual([
      [id, 0],
      [`${id}.end`, 0],
      [`${id}.fix`, 1],
    ]);
    await deleteStream(ctx, { id: stream.id });
  });

  test("IS-11, AU-8: nothing of another organization and no secret of the stream's own", async () => {
    const [ours, theirs] = [await newOrganization(here.cp, "Ours"), await newOrganization(here.cp, "Theirs")];
    const headers = [{ name: "X-Token", value: "canary-header" }];
    const made = await createStream(ours, { kind: "webhook", name: "a", url: `${receiver.url}?k=canary-query`, headers });
    await Promise.all([record(theirs, 50, "canary-theirs"), record(ours, 50, "ours")]);
    await sealAll();
    await rotateStreamSecret(ours, { id: made.stream.id });
    await sealAll();
    const exporter = delivery();
    await until(async () => (await streamOf(ours, made.stream.id))?.pending === 0, exporter.turn);
    const bodies = receiver.received.map(({ body }) => body).join("");
    expect(takenIds("ours")).toHaveLength(50);
    for (const canary of ["canary-", made.secret as string, theirs.caller.organizationId]) expect(bodies).not.toContain(canary);
    const [row] = await here.rows<{ text: string }>("SELECT s::text AS text FROM stream s WHERE id = $1", [made.stream.id]);
    for (const canary of ["canary-", made.secret as string]) expect(row?.text).not.toContain(canary);
    expect(JSON.stringify(await listStreams(ours))).not.toContain("canary-");
    await deleteStream(ours, { id: made.stream.id });
  });
});

test("private and unfit addresses are refused where they are entered", async () => {
  const strict = await testInstallation({ allowLoopback: false });
  const ctx = await newOrganization(strict.cp);
  for (const url of ["http://169.254.169.254/x", "https://10.0.0.5/x", "https://user:pw@example.com/", "http://example.com/", "no url"])
    for (const kind of ["webhook", "otlp"] as const)
      await expect(createStream(ctx, { kind, name: "x", url })).rejects.toMatchObject({ code: "invalid", issues: [{ pointer: "/url" }] });
  await strict.close();
});
