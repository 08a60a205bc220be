import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { openMailer } from "../mail/mailer.ts";
import { inviteMember } from "../member/invite.ts";
import { signedHeaders } from "../stream/signature.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestSmtp, testSmtp } from "../testing/smtp.ts";
import { createChannel } from "./create.ts";
import { listChannels } from "./list.ts";
import { rotateChannelSecret } from "./rotate-secret.ts";
import { testChannel } from "./send-test.ts";
import { updateChannel } from "./update.ts";

let here: Installation;
let smtp: TestSmtp;
let owner: Context;
const received: { path?: string; body: unknown; headers: IncomingMessage["headers"] }[] = [];
let status = 204;
const receiver = createServer(async (request, response) => {
  received.push({ path: request.url, body: await json(request), headers: request.headers });
  response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:9/" } : {}).end(status === 500 ? "secret page" : undefined);
});
let base: string;
beforeAll(async () => {
  smtp = await testSmtp();
  here = await testInstallation({ mailer: openMailer({ url: smtp.url, from: "gate@example.com", onError: () => undefined }) });
  owner = await newOrganization(here.cp, "Acme");
  await new Promise<void>((ready) => receiver.listen(0, "127.0.0.1", ready));
  base = `http://127.0.0.1:${(receiver.address() as { port: number }).port}`;
});
afterAll(async () => {
  await new Promise((done) => receiver.close(done).closeAllConnections());
  await here?.close();
  await smtp?.close();
});

let count = 0;
const channel = (kind: "email" | "webhook" | "slack" | "teams", target: string) =>
  createChannel(owner, { kind, name: `c${++count}`, target });

describe("a test really sends", () => {
  test("a webhook, Teams and a Slack-compatible receiver get what they read", async () => {
    status = 200;
    for (const [kind, path] of [
      ["webhook", "/any"],
      ["teams", "/workflows/x"],
      ["slack", "/hooks/x"],
    ] as const) {
      const { id } = await channel(kind, `${base}${path}`);
      expect(await testChannel(owner, { id })).toMatchObject({ ok: true, sentence: "Delivered: the other side answered 200." });
    }
    const [webhook, teams, slack] = received.splice(0);
    expect(webhook).toMatchObject({ path: "/any", body: { type: "portcullis.test", organization: "Acme" } });
    expect(teams?.body).toMatchObject({ type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive" }] });
    expect(slack?.body).toMatchObject({ text: expect.stringMatching(/^A test from Acme on Portcullis\./), mrkdwn: false });
  });

  test("a mailbox gets a mail; a mail server that refuses is said", async () => {
    const { id } = await channel("email", " On-Call@Example.com ");
    expect((await testChannel(owner, { id })).ok).toBe(true);
    expect((await smtp.next()).to).toEqual(["on-call@example.com"]);
    smtp.refuses = true;
    expect(await testChannel(owner, { id })).toMatchObject({ ok: false });
    smtp.refuses = false;
  });

  test("neither tests nor invitations flood a mailbox, nor many of them", async () => {
    const { id } = await channel("email", "flooded@example.com");
    for (let sent = 0; sent < 10; sent++) expect((await testChannel(owner, { id })).ok).toBe(true);
    await expect(testChannel(owner, { id })).rejects.toMatchObject({ code: "throttled" });
    const other = await newOrganization(here.cp, "Other");
    await expect(inviteMember(other, { email: "flooded@example.com", role: "viewer" })).rejects.toMatchObject({ code: "throttled" });
    const invited = async () => {
      for (let made = 0; made < 70; made++) await inviteMember(other, { email: `person-${made}@example.com`, role: "viewer" });
    };
    await expect(invited()).rejects.toMatchObject({ code: "throttled" });
    expect(await inviteMember(owner, { email: "person-1@example.com", role: "viewer" })).toMatchObject({ mail: "sent" });
  });

  test.each([
    [500, /answered 500.*Try again later/],
    [404, /answered 404.*removed/],
    [302, /redirects/],
  ])("an answer of %i is told, and nothing of its page", async (answer, sentence) => {
    status = answer;
    const { id } = await channel("webhook", `${base}/x`);
    const delivery = await testChannel(owner, { id });
    expect(delivery).toMatchObject({ ok: false, sentence: expect.stringMatching(sentence) });
    expect(JSON.stringify(delivery)).not.toContain("secret page");
  });
});

describe("no way into the private network", () => {
  test.each([
    "http://169.254.169.254/latest/meta-data",
    "https://10.0.0.5/hook",
    "https://[::ffff:10.0.0.5]/hook",
    "https://0x7f.1/hook",
    "http://example.com/hook",
    "https://user:pass@example.com/hook",
    "https://example.com:22/hook",
    "ftp://example.com/hook",
    "file:///etc/passwd",
    "not a url",
  ])("%s is refused where it is entered", async (target) => {
    // Nothing private is allowed here, as in production.
    const strict = await testInstallation({ allowLoopback: false });
    const ctx = await newOrganization(strict.cp);
    for (const kind of ["webhook", "slack", "teams"] as const)
      await expect(createChannel(ctx, { kind, name: kind, target })).rejects.toMatchObject({
        code: "invalid",
        issues: [{ pointer: "/target" }],
      });
    await strict.close();
  });

  test("a name that comes to mean a private address later is refused when something is sent", async () => {
    const { id } = await channel("webhook", "https://rebound.example.com/hook");
    const strict = await testInstallation({ allowLoopback: false });
    // The dialer of an installation that allows nothing, and the name as it resolves there: nowhere, or to nothing public.
    const delivery = await testChannel({ ...owner, dialer: strict.cp.dialer }, { id });
    expect(delivery.ok).toBe(false);
    await strict.close();
  });
});

test("a target is sealed, never shown, and stays when only the name changes", async () => {
  status = 200;
  const made = await channel("webhook", `${base}/s3cret-path`);
  const [row] = await here.rows<{ text: string }>("SELECT c::text AS text FROM notification_channel c WHERE id = $1", [made.id]);
  expect(row?.text).not.toContain("s3cret-path");
  await updateChannel(owner, { id: made.id, name: "renamed", enabled: false });
  const listed = await listChannels(owner);
  expect(listed.channels.find(({ id }) => id === made.id)).toMatchObject({
    name: "renamed",
    enabled: false,
    targetHint: new URL(base).host,
  });
  expect(JSON.stringify(listed)).not.toContain("s3cret-path");
  received.splice(0);
  await testChannel(owner, { id: made.id });
  expect(received[0]?.path).toBe("/s3cret-path");
});

test("a webhook is signed with the secret that was shown; rotated, by both for a day", async () => {
  status = 200;
  const { id, secret, isSigned } = await createChannel(owner, { kind: "webhook", name: "signed", target: `${base}/signed` });
  expect(isSigned).toBe(true);
  const sent = async () => {
    received.splice(0);
    await testChannel(owner, { id });
    return received[0] as (typeof received)[number];
  };
  const signers = async (secrets: (string | null)[]) => {
    const { headers, body } = await sent();
    const signatures = String(headers["webhook-signature"]).split(" ");
    const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
    const expected = signedHeaders(secrets as string[], String(headers["webhook-id"]), at, JSON.stringify(body));
    expect(headers["webhook-id"]).toBe((body as { id: string }).id);
    expect(signatures).toEqual(expected["webhook-signature"]?.split(" "));
  };
  await signers([secret]);
  const rotated = await rotateChannelSecret(owner, { id });
  expect(rotated.secret).not.toBe(secret);
  await signers([rotated.secret, secret]);
  here.clock.now += 25 * 3_600_000;
  await signers([rotated.secret]);
  here.clock.now -= 25 * 3_600_000;
  expect(JSON.stringify(await listChannels(owner))).not.toMatch(/whsec_|sealed/i);
  const mailbox = await channel("email", "a@example.com");
  await expect(rotateChannelSecret(owner, { id: mailbox.id })).rejects.toMatchObject({ code: "conflict" });
});

test("two channels of one name are a conflict at the name", async () => {
  await createChannel(owner, { kind: "webhook", name: "twice", target: base });
  await expect(createChannel(owner, { kind: "webhook", name: "twice", target: base })).rejects.toMatchObject({
    code: "conflict",
    issues: [{ pointer: "/name" }],
  });
});
