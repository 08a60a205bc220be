import { randomUUID } from "node:crypto";
import { roleUrl } from "@portcullis/db/keys";
import { openPool, type Pool, withOrgClient } from "@portcullis/db/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Context } from "../caller.ts";
import { createChannel } from "../channel/create.ts";
import { updateChannel } from "../channel/update.ts";
import { openMailer } from "../mail/mailer.ts";
import { signedHeaders } from "../stream/signature.ts";
import { type Received, type TestReceiver, testReceiver } from "../stream/testing/receiver.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestSmtp, testSmtp } from "../testing/smtp.ts";
import { type NoticeDelivery, type NoticeDeliveryOptions, openNoticeDelivery } from "./delivery.ts";
import { listNotices, type Notice } from "./list.ts";
import { sendNoticeAgain } from "./send-again.ts";
import { setNoticeSettings } from "./settings.ts";

let here: Installation;
let smtp: TestSmtp;
let ops: Pool;
let gateway: Pool;
let receiver: TestReceiver;
let owner: Context;
const opened: { close: () => Promise<void> }[] = [];
beforeAll(async () => {
  smtp = await testSmtp();
  here = await testInstallation({ mailer: openMailer({ url: smtp.url, from: "gate@example.com", onError: () => undefined }) });
  ops = openPool({ url: roleUrl(here.database.ownerUrl, "pc_ops", here.database.keyring), max: 12 });
  gateway = openPool({ url: here.database.gatewayUrl, max: 2 });
  receiver = await testReceiver();
});
beforeEach(async () => {
  owner = await newOrganization(here.cp, "Acme");
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  receiver.behaviour = "take";
  receiver.received.splice(0);
  // What a test leaves waiting is not the next one's.
  await here.rows("UPDATE notice SET state = 'dropped' WHERE state = 'waiting'");
});
afterAll(async () => {
  await Promise.all([receiver?.close(), smtp?.close(), ops?.end(), gateway?.end()]);
  await here?.close();
});

/** Backs off for some milliseconds, and has little patience. */
function delivery(options: Partial<NoticeDeliveryOptions> = {}): NoticeDelivery {
  const { keyring, dialer, mailer, dashboardUrl } = here.cp;
  const patience = { backoffMs: () => 20, sendTimeoutMs: 1_000, onError: console.error };
  const made = openNoticeDelivery({ pool: ops, keyring, dialer, mailer, dashboardUrl, newId: randomUUID, ...patience, ...options });
  opened.push(made);
  return made;
}

/** Turns until there is nothing under way and nothing due any more. */
async function work(...workers: NoticeDelivery[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const turns = await Promise.all(workers.map((one) => one.turn()));
      await Promise.all(workers.map((one) => one.settled()));
      expect(turns.every(({ started }) => started === 0)).toBe(true);
    },
    { timeout: 10_000, interval: 10 },
  );
}

const requestText = `INSERT INTO portcullis.approval_request (organization_id, id, expires_at, grant_id, grant_label, server_id, server_slug, method, tool, category,
    call_digest, params_digest, sealed_call, rule, message, approvers, min_approvals)
  VALUES ($1, $2, clock_timestamp() + make_interval(secs => $5), $1, 'night agent', $2, 'zabbix', 'tools/call', $3, $4, '\\x00', '\\x00', 's3cret-arguments',
    '/tools', 'A second person looks.', '{owner}', 1)`;
type Asked = { tool?: string; category?: string; seconds?: number };
async function ask(ctx: Context, { tool = "zabbix_host_delete", category = "destructive", seconds = 900 }: Asked = {}): Promise<string> {
  const id = ctx.newId();
  await withOrgClient(gateway, ctx.caller.organizationId, (client) =>
    client.query(requestText, [ctx.caller.organizationId, id, tool, category, seconds]),
  );
  return id;
}
const end = (ctx: Context, id: string) =>
  here.rows("INSERT INTO approval_end (organization_id, request_id, kind) VALUES ($1, $2, 'withdrawn')", [ctx.caller.organizationId, id]);
let count = 0;
const webhook = (ctx: Context, url = receiver.url) => createChannel(ctx, { kind: "webhook", name: `w${++count}`, target: url });
type Body = { id: string; type: string; total?: number; request?: { id: string; tool: string }; requests?: { id: string }[] };
const bodies = (): Body[] => receiver.received.map(({ body }) => JSON.parse(body));
const log = (ctx: Context, channelId: string): Promise<Notice[]> => listNotices(ctx, { channelId });

describe("the outbox", () => {
  test("a request and its notices are one transaction, for every channel that is on and none of another organization", async () => {
    const [a, b] = [await webhook(owner), await webhook(owner)];
    await updateChannel(owner, { id: b.id, name: b.name, enabled: false });
    const other = await newOrganization(here.cp, "Globex");
    const theirs = await webhook(other);
    const id = await ask(owner);
    expect(await log(owner, a.id)).toMatchObject([
      { kind: "approval_requested", state: "waiting", attempts: 0, request: { id, serverSlug: "zabbix" } },
    ]);
    expect(await log(owner, b.id)).toEqual([]);
    expect(await log(other, theirs.id)).toEqual([]);
    expect(await here.rows("SELECT channel_id FROM notice WHERE request_id = $1", [id])).toEqual([{ channel_id: a.id }]);
    await expect(
      withOrgClient(gateway, owner.caller.organizationId, async (client) => {
        await client.query(requestText, [owner.caller.organizationId, owner.newId(), "t", "read", 60]);
        throw new Error("admission fails");
      }),
    ).rejects.toThrow("admission fails");
    expect(await log(owner, a.id)).toHaveLength(1);
  });

  test("the gateway's role tells of a request and can do nothing else with channels or notices", async () => {
    await webhook(owner);
    const organization = owner.caller.organizationId;
    for (const text of [
      "SELECT 1 FROM portcullis.notification_channel",
      "SELECT 1 FROM portcullis.notice",
      "SELECT 1 FROM portcullis.notice_setting",
      "UPDATE portcullis.notice SET state = 'sent'",
      "DELETE FROM portcullis.notice",
      "INSERT INTO portcullis.notice (organization_id, id, channel_id, kind) VALUES (portcullis.org(), gen_random_uuid(), gen_random_uuid(), 'weekly_digest')",
      "SELECT portcullis.due_notices(10)",
      "SELECT portcullis.note_request()",
    ])
      await expect(withOrgClient(gateway, organization, (client) => client.query(text))).rejects.toThrow(
        /permission denied|trigger functions/,
      );
  });

  test("nothing of the arguments is read: not in the outbox, not in what is sent", async () => {
    for (const kind of ["webhook", "teams"] as const) await createChannel(owner, { kind, name: kind, target: receiver.url });
    await createChannel(owner, { kind: "slack", name: "slack", target: receiver.url.replace("/in", "/hooks/in") });
    await createChannel(owner, { kind: "email", name: "mail", target: "on-call@example.com" });
    const id = await ask(owner);
    await work(delivery());
    const mail = await smtp.next();
    expect(mail.data).toMatch(/^Subject: Approval needed: zabbix_host_delete on zabbix\r$/m);
    expect(mail.data).toContain("Content-Type: text/html");
    const link = `https://dashboard.example.com/o/${owner.caller.organizationSlug}/approvals/${id}`;
    expect(mail.link).toBe(link);
    expect(receiver.received).toHaveLength(3);
    for (const { body } of receiver.received) {
      expect(body).toContain(link);
      expect(body).not.toContain("s3cret-arguments");
    }
    expect(JSON.stringify(await here.rows("SELECT * FROM notice"))).not.toContain("s3cret");
  });
});

describe("delivery", () => {
  test("within two seconds of the request, signed with the channel's own secret", async () => {
    const { secret } = await webhook(owner);
    const worker = delivery();
    const timer = setInterval(() => void worker.turn(), 500);
    const since = Date.now();
    const id = await ask(owner);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 10_000, interval: 5 });
    clearInterval(timer);
    expect((receiver.received[0] as Received).at - since).toBeLessThan(2_000);
    const { headers, body } = receiver.received[0] as Received;
    const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
    expect(headers).toMatchObject(signedHeaders([secret as string], String(headers["webhook-id"]), at, body));
    expect(JSON.parse(body)).toMatchObject({
      type: "portcullis.approval_requested",
      id: headers["webhook-id"],
      request: { id, grant: "night agent" },
    });
  });

  test("a receiver that is down is tried again, under the same id and in order, until it is up", async () => {
    const channel = await webhook(owner);
    receiver.behaviour = "error";
    const asked = [await ask(owner, { tool: "first" }), await ask(owner, { tool: "second" })];
    const worker = delivery();
    await vi.waitFor(
      async () => {
        await worker.turn();
        expect(receiver.received.length).toBeGreaterThan(3);
      },
      { interval: 10 },
    );
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect((await log(owner, channel.id)).at(-1)).toMatchObject({ state: "waiting", result: expect.stringContaining("answered 500") });
    receiver.behaviour = "take";
    await vi.waitFor(
      async () => {
        await worker.turn();
        await worker.settled();
        expect(receiver.received.filter(({ taken }) => taken)).toHaveLength(2);
      },
      { interval: 10 },
    );
    expect(receiver.received.filter(({ taken }) => taken).map(({ body }) => JSON.parse(body).request.id)).toEqual(asked);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(2);
    const [second, first] = await log(owner, channel.id);
    expect(first).toMatchObject({ state: "sent", sentAt: expect.any(Date), result: "Delivered: the other side answered 200." });
    expect(second).toMatchObject({ state: "sent", attempts: 1 });
  });

  test("two workers send nothing twice", async () => {
    const channels = [];
    for (let n = 0; n < 8; n++) channels.push(await webhook(owner));
    for (let n = 0; n < 4; n++) await ask(owner, { tool: `t${n}` });
    const elsewhere = openPool({ url: roleUrl(here.database.ownerUrl, "pc_ops", here.database.keyring), max: 6 });
    opened.unshift({ close: () => elsewhere.end() });
    const workers = [delivery({ organizationPlacesMax: 8 }), delivery({ organizationPlacesMax: 8, pool: elsewhere })];
    await work(...workers);
    expect(receiver.received).toHaveLength(32);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(32);
    await Promise.all(workers.map((one) => one.close()));
  });

  test("an answer that is lost means the same message again, never another one", async () => {
    await webhook(owner);
    receiver.behaviour = "take and drop the answer";
    await ask(owner);
    const worker = delivery();
    await vi.waitFor(async () => {
      await worker.turn();
      expect(receiver.received.length).toBeGreaterThan(1);
    });
    receiver.behaviour = "take";
    await vi.waitFor(async () => {
      await worker.turn();
      await worker.settled();
      const [row] = await here.rows<{ state: string }>("SELECT state FROM notice WHERE organization_id = $1", [
        owner.caller.organizationId,
      ]);
      expect(row?.state).toBe("sent");
    });
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  });

  test("one that hangs holds up its own channel and nobody else's", async () => {
    const slow = await testReceiver();
    opened.push(slow);
    slow.behaviour = "hang";
    for (let n = 0; n < 6; n++) await webhook(owner, slow.url);
    const other = await newOrganization(here.cp, "Globex");
    await webhook(other);
    await ask(owner);
    const worker = delivery({ sendTimeoutMs: 5_000 });
    await worker.turn();
    const id = await ask(other);
    await worker.turn();
    await vi.waitFor(() => expect(bodies().map(({ request }) => request?.id)).toEqual([id]), { timeout: 3_000 });
    // Four places are an organization's.
    await vi.waitFor(() => expect(slow.received).toHaveLength(4));
    expect((await worker.turn()).started).toBe(0);
    await slow.down();
  });

  test("a request that ended meanwhile is dropped, not told late", async () => {
    const channel = await webhook(owner);
    await end(owner, await ask(owner));
    await ask(owner, { seconds: -1 });
    await work(delivery());
    expect(receiver.received).toEqual([]);
    expect((await log(owner, channel.id)).map(({ state }) => state)).toEqual(["dropped", "dropped"]);
  });

  test("a refusal is not asked for ever; a person can send it again, while there is something to decide", async () => {
    const channel = await webhook(owner, receiver.url);
    const id = await ask(owner);
    const worker = delivery();
    await here.rows("UPDATE notice SET attempts = 4 WHERE organization_id = $1", [owner.caller.organizationId]);
    const gone = await webhookThatAnswers(404);
    await updateChannel(owner, { id: channel.id, name: channel.name, enabled: true, target: gone });
    await work(worker);
    const [failed] = await log(owner, channel.id);
    expect(failed).toMatchObject({ state: "failed", attempts: 5, result: expect.stringContaining("answered 404") });
    await updateChannel(owner, { id: channel.id, name: channel.name, enabled: true, target: receiver.url });
    await sendNoticeAgain(owner, { id: failed?.id as string });
    await work(worker);
    expect(bodies()).toMatchObject([{ id: failed?.id, request: { id } }]);
    expect(await log(owner, channel.id)).toMatchObject([{ state: "sent", attempts: 1 }]);
    await expect(sendNoticeAgain(owner, { id: failed?.id as string })).rejects.toMatchObject({ code: "conflict" });
    await here.rows("UPDATE notice SET state = 'failed' WHERE id = $1", [failed?.id]);
    await end(owner, id);
    await expect(sendNoticeAgain(owner, { id: failed?.id as string })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("ended"),
    });
  });

  test("a target that has become a private address is refused at the sending", async () => {
    const channel = await webhook(owner, receiver.url);
    await ask(owner);
    const strict = await testInstallation({ allowLoopback: false });
    opened.push(strict);
    const worker = delivery({ dialer: strict.cp.dialer, backoffMs: () => 60_000 });
    await work(worker);
    expect(receiver.received).toEqual([]);
    expect(await log(owner, channel.id)).toMatchObject([{ state: "waiting", attempts: 1, result: expect.any(String) }]);
  });

  test("a channel that failed long ago is tried with the next new message, half a minute after its failure", async () => {
    const channel = await webhook(owner);
    await ask(owner);
    await here.rows(
      "UPDATE notification_channel SET failures = 9, failed_at = clock_timestamp() - interval '29 s', next_attempt_at = clock_timestamp() + interval '1 h' WHERE id = $1",
      [channel.id],
    );
    const worker = delivery();
    await work(worker);
    expect(receiver.received).toEqual([]);
    await here.rows("UPDATE notification_channel SET failed_at = clock_timestamp() - interval '31 s' WHERE id = $1", [channel.id]);
    await work(worker);
    expect(receiver.received).toHaveLength(1);
  });
});

describe("not too many", () => {
  test("what is more than five in a minute is told in one", async () => {
    const channel = await webhook(owner);
    const worker = delivery();
    for (let n = 0; n < 4; n++) await ask(owner, { tool: `t${n}` });
    await work(worker);
    expect(bodies().map(({ type }) => type)).toEqual(Array.from({ length: 4 }, () => "portcullis.approval_requested"));
    const flood: string[] = [];
    for (let n = 0; n < 20; n++) flood.push(await ask(owner, { tool: `flood${n}` }));
    await work(worker);
    expect(bodies()[4]).toMatchObject({
      type: "portcullis.approval_summary",
      total: 20,
      requests: flood.slice(0, 10).map((id) => ({ id })),
    });
    // Five are told: the rest of the minute is quiet, and then there is one summary.
    const later = [await ask(owner), await ask(owner)];
    await work(worker);
    expect(bodies()).toHaveLength(5);
    await here.rows("UPDATE notice SET sent_at = sent_at - interval '61 s' WHERE sent_at IS NOT NULL");
    await here.rows("UPDATE notice SET due_at = clock_timestamp() WHERE state = 'waiting'");
    await work(worker);
    expect(
      bodies()
        .slice(5)
        .map(({ request }) => request?.id),
    ).toEqual(later);
    const lines = await log(owner, channel.id);
    expect(lines.filter(({ kind }) => kind === "approval_summary")).toMatchObject([{ told: 20, state: "sent" }]);
    expect(lines).toHaveLength(7);
  });

  const quiet = (criticalPasses: boolean) => {
    const now = new Date();
    const clock = (hours: number) => `${String((now.getUTCHours() + hours + 24) % 24).padStart(2, "0")}:00`;
    return {
      zone: "UTC",
      quiet: { on: true, from: clock(-1), to: clock(2), days: [1, 2, 3, 4, 5, 6, 7], criticalPasses },
      digest: { on: false, day: 1, hour: 9 },
    };
  };
  /** As if the hours were over. */
  const morning = async () => {
    await here.rows("UPDATE notice_setting SET quiet = false WHERE organization_id = $1", [owner.caller.organizationId]);
    await here.rows("UPDATE notice SET due_at = clock_timestamp() WHERE state = 'waiting'");
  };

  test("quiet hours hold everything back; at their end there is one message, of what still waits", async () => {
    const channel = await webhook(owner);
    const settings = await setNoticeSettings(owner, quiet(false));
    const [ended, ...waiting] = [await ask(owner), await ask(owner), await ask(owner)];
    const worker = delivery();
    await work(worker);
    expect(receiver.received).toEqual([]);
    expect(await log(owner, channel.id)).toMatchObject([1, 2, 3].map(() => ({ state: "waiting", held: true, dueAt: settings.quietUntil })));
    await end(owner, ended as string);
    await morning();
    await work(worker);
    expect(bodies()).toMatchObject([{ type: "portcullis.approval_summary", total: 2, requests: waiting.map((id) => ({ id })) }]);
  });

  test("critical calls pass if the organization says so", async () => {
    await webhook(owner);
    await setNoticeSettings(owner, quiet(true));
    await ask(owner, { tool: "read_it", category: "read" });
    const critical = await ask(owner, { tool: "delete_it", category: "destructive" });
    const worker = delivery();
    await work(worker);
    expect(bodies().map(({ request }) => request?.id)).toEqual([critical]);
    // Turned off again, what was held goes out.
    await setNoticeSettings(owner, { ...quiet(true), quiet: { ...quiet(true).quiet, on: false } });
    await work(worker);
    expect(bodies()).toHaveLength(2);
  });

  test("the week's digest goes out once, to every channel, with what was decided", async () => {
    await webhook(owner);
    await webhook(owner);
    const { organizationId, userId } = owner.caller;
    for (let n = 0; n < 10; n++) {
      const id = await ask(owner, { tool: "zabbix_create_maintenance", category: "write" });
      await here.rows(
        "INSERT INTO approval_vote (organization_id, request_id, user_id, vote, user_name, role) VALUES ($1, $2, $3, 'approve', 'Olga', 'owner')",
        [organizationId, id, userId],
      );
    }
    await ask(owner, { seconds: -1 });
    await setNoticeSettings(owner, { ...quiet(false), quiet: { ...quiet(false).quiet, on: false }, digest: { on: true, day: 3, hour: 0 } });
    await here.rows("UPDATE notice SET state = 'dropped' WHERE organization_id = $1", [organizationId]);
    await here.rows("UPDATE notice_setting SET digest_next_at = clock_timestamp() - interval '15 days' WHERE organization_id = $1", [
      organizationId,
    ]);
    await work(delivery(), delivery());
    expect(bodies()).toMatchObject(
      [1, 2].map(() => ({ type: "portcullis.weekly_digest", week: { approved: 10, refused: 0, expired: 1 } })),
    );
    expect(bodies()[0]).toMatchObject({
      suggestions: [{ tool: "zabbix_create_maintenance", server: "zabbix", grant: "night agent", approvals: 10 }],
    });
    await work(delivery());
    expect(receiver.received).toHaveLength(2);
    const [row] = await here.rows<{ next: Date }>("SELECT digest_next_at AS next FROM notice_setting WHERE organization_id = $1", [
      organizationId,
    ]);
    expect(row?.next.getTime()).toBeGreaterThan(Date.now());
  });
});

async function webhookThatAnswers(status: number): Promise<string> {
  const { createServer } = await import("node:http");
  const server = createServer((_, response) => void response.writeHead(status).end());
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  opened.push({ close: () => new Promise((done) => server.close(() => done()).closeAllConnections()) });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/in`;
}
