import { ControlPlaneError } from "@portcullis/control-plane";
import { expect, test, vi } from "vitest";
import { formBytesMax, receive } from "./receive.ts";

const dashboardUrl = "http://localhost:3000";
const fields = { name: "Ada", email: "ada@example.com", message: "one\r\ntwo", website: "" };

async function post(change: { fields?: Partial<typeof fields>; headers?: Record<string, string>; fails?: Error } = {}) {
  const body = new URLSearchParams({ ...fields, ...change.fields }).toString();
  const headers = {
    origin: dashboardUrl,
    "sec-fetch-site": "same-origin",
    "content-type": "application/x-www-form-urlencoded",
    "content-length": String(body.length),
    ...change.headers,
  };
  const send = vi.fn(async () => {
    if (change.fails) throw change.fails;
  });
  const request = new Request(`${dashboardUrl}/contact/send`, { method: "POST", body });
  // What a browser alone may set cannot be given to a Request.
  vi.spyOn(request, "headers", "get").mockReturnValue(new Map(Object.entries(headers)) as never);
  return { problem: await receive(request, { dashboardUrl, source: "192.0.2.1", send }), send };
}

test("a form from our own page is handed on, line ends as they are meant", async () => {
  const { problem, send } = await post();
  expect(problem).toBeNull();
  expect(send).toHaveBeenCalledWith({ name: "Ada", email: "ada@example.com", message: "one\ntwo", source: "192.0.2.1" });
});

test("a program that fills in everything is thanked, and nothing is kept", async () => {
  const { problem, send } = await post({ fields: { website: "https://spam.test" } });
  expect(problem).toBeNull();
  expect(send).not.toHaveBeenCalled();
});

test.each([
  [{ origin: "https://evil.test" }, "refused"],
  [{ origin: "null" }, "refused"],
  [{ "sec-fetch-site": "cross-site" }, "refused"],
  [{ "sec-fetch-site": "same-site" }, "refused"],
  [{ "content-type": "text/plain" }, "invalid"],
  [{ "content-length": String(formBytesMax + 1) }, "invalid"],
  [{ "content-length": "1e3" }, "invalid"],
])("%o: %s", async (headers, expected) => {
  const { problem, send } = await post({ headers });
  expect(problem).toBe(expected);
  expect(send).not.toHaveBeenCalled();
});

test("why it was not taken is one of our own words", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  expect((await post({ fails: new ControlPlaneError("throttled", "x") })).problem).toBe("throttled");
  expect((await post({ fails: new Error("the database is away") })).problem).toBe("unavailable");
});
