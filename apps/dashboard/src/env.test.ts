import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const least = { DATABASE_URL: "postgresql://localhost/portcullis", PORTCULLIS_ROOT_KEY: "v1:key" };

test("two settings are enough, and the rest has safe defaults", () => {
  expect(readEnv(least)).toMatchObject({
    dashboardUrl: "http://localhost:3000",
    signUp: "open",
    github: undefined,
    google: undefined,
    allowLoopback: false,
    privateUpstreams: "",
    secure: false,
  });
});

test("a provider appears only with both of its keys, and empty means unset", () => {
  expect(readEnv({ ...least, GITHUB_ID: "id", GITHUB_SECRET: "" }).github).toBe(undefined);
  expect(readEnv({ ...least, GITHUB_ID: "id", GITHUB_SECRET: "secret" }).github).toEqual({ clientId: "id", clientSecret: "secret" });
});

test("an https address makes cookies secure; slashes at its end are dropped", () => {
  expect(readEnv({ ...least, DASHBOARD_URL: "https://gate.example.com//" })).toMatchObject({
    dashboardUrl: "https://gate.example.com",
    secure: true,
  });
});

test.each([
  [{ DASHBOARD_URL: "gate.example.com" }, "DASHBOARD_URL must be an http(s) URL"],
  [{ SIGN_UP: "maybe" }, "SIGN_UP"],
  [{ DATABASE_URL: "" }, "DATABASE_URL must be the URL"],
  [{ TRUSTED_PROXIES: "10.0.0.0/8, nginx" }, "TRUSTED_PROXIES: nginx"],
  [{ PORTCULLIS_ROOT_KEY: "" }, "PORTCULLIS_ROOT_KEY_FILE"],
])("%j is refused by name", (change, problem) => {
  expect(() => readEnv({ ...least, ...change })).toThrow(problem);
});
