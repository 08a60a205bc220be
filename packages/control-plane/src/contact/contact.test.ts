import { afterAll, beforeAll, expect, test } from "vitest";
import type { Mail } from "../mail/mailer.ts";
import { type Installation, newSource, testInstallation } from "../testing/installation.ts";
import { outsideOrganizations } from "../transaction.ts";
import { contactLimits, sendContactMessage } from "./send.ts";

const sent: Mail[] = [];
let here: Installation;
beforeAll(async () => {
  here = await testInstallation({
    mailer: {
      send: async (mail) => {
        sent.push(mail);
        if (mail.text.includes("bounce")) throw new Error("550");
      },
    },
  });
});
afterAll(() => here?.close());

const from = (source: string, message = "Where is the server for my telescope?") => ({
  name: "Ada",
  email: "Ada@Example.com ",
  message,
  source,
});
const kept = () => here.rows("SELECT name, email, message FROM portcullis.contact_message ORDER BY created_at, id", []);

test("a message is kept and mailed; one that cannot be mailed is kept as well", async () => {
  await sendContactMessage(here.cp, from(newSource()), "operator@example.com");
  await sendContactMessage(here.cp, from(newSource(), "bounce"), "operator@example.com");
  await sendContactMessage(here.cp, from(newSource(), "not mailed"), null);
  expect(await kept()).toEqual(
    ["Where is the server for my telescope?", "bounce", "not mailed"].map((message) => ({
      name: "Ada",
      email: "ada@example.com",
      message,
    })),
  );
  expect(sent).toHaveLength(2);
  expect(sent[0]).toMatchObject({ to: "operator@example.com", subject: "A message from Ada by the contact form" });
  expect(sent[0]?.text).toContain("ada@example.com");
});

test("too long, empty or without an address: refused, and nothing is kept", async () => {
  const before = (await kept()).length;
  for (const wrong of [{ message: " " }, { message: "a".repeat(5_001) }, { name: "a\nb" }, { email: "ada" }])
    await expect(sendContactMessage(here.cp, { ...from(newSource()), ...wrong }, null)).rejects.toMatchObject({ code: "invalid" });
  expect(await kept()).toHaveLength(before);
});

test("one network's messages are counted together, also when they come at once; another network still gets through", async () => {
  const source = newSource();
  const max = contactLimits.network.messagesMax;
  const tries = Array.from({ length: max + 3 }, () => sendContactMessage(here.cp, from(source), null));
  const refused = (await Promise.allSettled(tries)).filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(3);
  expect(refused[0]).toMatchObject({ reason: { code: "throttled" } });
  await sendContactMessage(here.cp, from(newSource()), null);
});

test("there is a limit for all networks together", async () => {
  await here.rows(
    `INSERT INTO portcullis.contact_message (id, name, email, message, network)
     SELECT gen_random_uuid(), 'x', 'x@example.com', 'x', 'n' || n FROM generate_series(1, $1::int) n`,
    [contactLimits.all.messagesMax],
  );
  await expect(sendContactMessage(here.cp, from(newSource()), null)).rejects.toMatchObject({ code: "throttled" });
});

test("the dashboard's role cannot read what was written", async () => {
  const read = outsideOrganizations(here.cp, (tx) => tx.$queryRaw`SELECT message FROM portcullis.contact_message`);
  await expect(read).rejects.toThrow(/permission denied/);
});
