import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "./testing/database.ts";

const root = path.join(import.meta.dirname, "../../..");
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

/** What Prisma finds between the migrated database and its schema file: exit code 2 when they differ. */
async function drift(): Promise<{ code: number; out: string }> {
  const prisma = path.join(root, "node_modules/prisma/build/index.js");
  const args = [prisma, "migrate", "diff", "--from-config-datasource", "--to-schema", "prisma/schema.prisma", "--exit-code"];
  const env = { ...process.env, DATABASE_URL: database.ownerUrl, NO_COLOR: "1" };
  return promisify(execFile)(process.execPath, args, { cwd: root, env }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    ({ code, stdout, stderr }) => ({ code, out: `${stdout}${stderr}` }),
  );
}

test("the migrations and schema.prisma describe one database, and a column that only one of them has is seen", async () => {
  expect(await drift()).toEqual({ code: 0, out: expect.stringContaining("No difference") });
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query("ALTER TABLE portcullis.server ADD COLUMN astray text");
  await owner.end();
  expect(await drift()).toEqual({ code: 2, out: expect.stringContaining("astray") });
}, 60_000);
