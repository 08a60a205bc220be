import { expect, test } from "vitest";
import { bringsToken, csrfHeader, csrfTokenOf } from "./csrf.ts";

const secret = "a secret of the installation";
const own = csrfTokenOf("session-one", secret);
const brings = (token: string | undefined, expected: string | null = own) =>
  bringsToken(new Headers(token === undefined ? {} : { [csrfHeader]: token }), expected);

test("a session has one token, and no other session or installation has it", () => {
  expect(csrfTokenOf("session-one", secret)).toBe(own);
  expect(new Set([own, csrfTokenOf("session-two", secret), csrfTokenOf("session-one", "another")]).size).toBe(3);
  expect(own).toMatch(/^[\w-]{43}$/);
});

test("only the whole token is one", () => {
  expect(brings(own)).toBe(true);
  for (const wrong of [undefined, "", own.slice(0, -1), `${own}x`, own.toUpperCase(), "null", csrfTokenOf("session-two", secret)])
    expect([wrong, brings(wrong)]).toEqual([wrong, false]);
});

test("without a session nothing is confirmed", () => {
  for (const token of [undefined, "", "null", own]) expect(brings(token, null)).toBe(false);
});
