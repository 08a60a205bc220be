import type { Tx } from "@portcullis/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Installation, testInstallation } from "../testing/installation.ts";
import { inOrganization } from "../transaction.ts";
import { requireKnownZones } from "./zones.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation();
});
afterAll(() => here?.close());

const limit = (timezone?: string) => ({ counter: `c ${timezone}`, window: "day", max: 1, timezone });
const text = (...zones: (string | undefined)[]) =>
  JSON.stringify({
    version: "1",
    default: "deny",
    all_tools: { limits: [limit(zones[0])] },
    tools: { "a/b": { limits: zones.slice(1).map(limit) } },
  });
const organizationId = "00000000-0000-4000-8000-000000000000";

test("every zone that this runtime offers is known to the database, whatever its case", async () => {
  const zones = [...Intl.supportedValuesOf("timeZone"), "europe/berlin"];
  await inOrganization(here.cp, organizationId, async (tx) => {
    for (let from = 0; from < zones.length; from += 40) await requireKnownZones(tx, text("UTC", ...zones.slice(from, from + 40)));
    await requireKnownZones(tx, text(undefined));
  });
});

test("a zone that the database does not know is refused where it stands", async () => {
  // No real zone is missing there today; the next one will be, for a while.
  const older = { $queryRaw: async () => [{ name: "Europe/Kyiv" }] } as unknown as Tx;
  await expect(requireKnownZones(older, text("Europe/Berlin", "UTC", "Europe/Kyiv"))).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("Europe/Kyiv"),
    issues: [{ pointer: "/tools/a~1b/limits/1/timezone" }],
  });
});
