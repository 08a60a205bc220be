import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, testInstallation } from "./testing/installation.ts";
import { outsideOrganizations } from "./transaction.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

test("a statement that takes too long is a failure for the moment", async () => {
  const slow = outsideOrganizations(here.cp, async (tx) => {
    await tx.$executeRaw`SET LOCAL statement_timeout = '50ms'`;
    await tx.$queryRaw`SELECT pg_sleep(5)::text`;
  });
  await expect(slow).rejects.toMatchObject({ code: "unavailable", operator: expect.stringMatching(/statement timeout/) });
  await here.rows("BEGIN");
  await here.rows("LOCK TABLE user_account IN ACCESS EXCLUSIVE MODE");
  const model = outsideOrganizations(here.cp, async (tx) => {
    await tx.$executeRaw`SET LOCAL statement_timeout = '50ms'`;
    await tx.userAccount.findMany();
  });
  await expect(model).rejects.toMatchObject({ code: "unavailable", operator: expect.stringMatching(/statement timeout/) });
  await here.rows("ROLLBACK");
});
