import { afterAll, beforeAll, expect, test } from "vitest";
import { openControlPlane } from "./open.ts";
import { ping } from "./ping.ts";
import { type Installation, testInstallation } from "./testing/installation.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

const opened = (databaseUrl: string) =>
  openControlPlane({
    databaseUrl,
    rootKey: here.database.rootKey,
    gatewayUrl: "https://g.example.com",
    dashboardUrl: "https://d.example.com",
  });

test("answers while the database does", async () => {
  await expect(ping(here.cp)).resolves.toBeUndefined();
});

test("a database that is away, or does not know us, is one code and a sentence without its address", async () => {
  const missing = new URL(here.database.ownerUrl);
  missing.pathname = "/no_such_database";
  for (const url of ["postgresql://owner:pa55word@127.0.0.1:1/portcullis", missing.href]) {
    const cp = opened(url);
    const error = await ping(cp).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "unavailable",
      message: "The database does not answer. Nothing was changed; try again in a moment.",
    });
    expect(error.operator).not.toBe("");
    expect(error.operator).not.toContain("pa55word");
    await cp.close();
  }
});
