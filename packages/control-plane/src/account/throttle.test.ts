import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inviteMember } from "../member/invite.ts";
import { networkOf } from "../network.ts";
import { type Installation, newEmail, newOrganization, newSource, password, testInstallation } from "../testing/installation.ts";
import { signIn } from "./sign-in.ts";
import { signUp } from "./sign-up.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    ({ code, message, retryAfterSeconds }) => ({ code, message, retryAfterSeconds }),
  );

describe("ID-3, sign-in attempts", () => {
  test("10 per account and network in 15 minutes, the same answers for an unknown account, and the right password waits too", async () => {
    const source = newSource();
    const email = newEmail();
    await signUp(here.cp, { name: "Ada", email, password, source: newSource() });
    const answersFor = async (address: string) => {
      const answers = [];
      for (let n = 0; n < 11; n++) answers.push(await failure(signIn(here.cp, { email: address, password: "wrong", source })));
      return answers;
    };
    const known = await answersFor(email);
    expect(known.slice(0, 10).map((answer) => answer?.code)).toEqual(Array(10).fill("unauthenticated"));
    expect(known[10]).toMatchObject({ code: "throttled", retryAfterSeconds: 900 });
    expect(await answersFor(newEmail())).toEqual(known);
    expect(await failure(signIn(here.cp, { email, password, source }))).toMatchObject({ code: "throttled" });
    expect(await failure(signIn(here.cp, { email, password, source: newSource() }))).toBeNull();
    here.clock.now += 15 * 60_000;
    expect(await failure(signIn(here.cp, { email, password, source }))).toBeNull();
  });

  test("100 per account from everywhere, of which no network has more than its 10", async () => {
    const email = newEmail();
    await signUp(here.cp, { name: "Ada", email, password, source: newSource() });
    const guessesFrom = async (source: string, count: number) => {
      const answers = [];
      for (let n = 0; n < count; n++) answers.push((await failure(signIn(here.cp, { email, password: "wrong", source })))?.code);
      return answers;
    };
    expect(await guessesFrom(newSource(), 30)).toEqual([...Array(10).fill("unauthenticated"), ...Array(20).fill("throttled")]);
    for (let n = 0; n < 9; n++) expect(await guessesFrom(newSource(), 10)).toEqual(Array(10).fill("unauthenticated"));
    expect(await failure(signIn(here.cp, { email, password, source: newSource() }))).toMatchObject({ code: "throttled" });
    here.clock.now += 15 * 60_000;
    expect(await failure(signIn(here.cp, { email, password, source: newSource() }))).toBeNull();
  });

  test("30 accounts per network and hour, however well each went; an invitation is not counted", async () => {
    const source = newSource();
    const attempt = () => failure(signUp(here.cp, { name: "Eve", email: newEmail(), password, source }));
    for (let n = 0; n < 30; n++) expect(await attempt()).toBeNull();
    expect(await attempt()).toMatchObject({ code: "throttled" });
    const email = newEmail();
    const { token } = await inviteMember(await newOrganization(here.cp), { email, role: "viewer" });
    expect(await failure(signUp(here.cp, { name: "Guest", email, password, invitationToken: token, source }))).toBeNull();
    here.clock.now += 20 * 60_000;
    expect(await attempt()).toMatchObject({ code: "throttled" });
    here.clock.now += 40 * 60_000;
    expect(await attempt()).toBeNull();
  });

  test("guesses in parallel do not slip past the count", async () => {
    const [email, source] = [newEmail(), newSource()];
    const answers = await Promise.all(Array.from({ length: 25 }, () => failure(signIn(here.cp, { email, password: "wrong", source }))));
    expect(answers.filter((answer) => answer?.code === "unauthenticated")).toHaveLength(10);
    expect(answers.filter((answer) => answer?.code === "throttled")).toHaveLength(15);
  });

  test("50 per /64, over accounts and over sign-up; successes are given back", async () => {
    const email = newEmail();
    await signUp(here.cp, { name: "Ada", email, password, source: newSource() });
    const from = (n: number) => `2001:db8:1:2:${n.toString(16)}::1`;
    for (let n = 0; n < 15; n++) expect(await failure(signIn(here.cp, { email, password, source: from(n) }))).toBeNull();
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => failure(signIn(here.cp, { email: newEmail(), password: "wrong", source: from(n) }))),
    );
    expect(guesses.every((answer) => answer?.code === "unauthenticated")).toBe(true);
    for (let n = 0; n < 10; n++)
      expect(await failure(signUp(here.cp, { name: "Eve", email, password, source: from(n) }))).toMatchObject({ code: "conflict" });
    expect(await failure(signIn(here.cp, { email, password, source: from(99) }))).toMatchObject({ code: "throttled" });
    expect(await failure(signIn(here.cp, { email, password, source: "2001:db8:1:3::1" }))).toBeNull();
  });

  test("what is counted is forgotten, and names nobody", async () => {
    const email = newEmail();
    await failure(signIn(here.cp, { email, password: "wrong", source: "192.0.2.77" }));
    const stored = JSON.stringify(await here.rows("SELECT * FROM sign_in_attempt"));
    expect(stored).not.toContain(email);
    expect(stored).not.toContain("192.0.2.77");
    here.clock.now += 61 * 60_000;
    await failure(signIn(here.cp, { email: newEmail(), password: "wrong", source: newSource() }));
    expect(await here.rows("SELECT * FROM sign_in_attempt")).toHaveLength(3);
  });

  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:1:2:3:4:5", "2001:db8:0:1::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:1::9%eth0", "2001:db8:0:1::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("the network of %s is %s", (source, network) => expect(networkOf(source)).toBe(network));
});
