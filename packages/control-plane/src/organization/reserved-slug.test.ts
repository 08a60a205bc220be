import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp } from "../account/sign-up.ts";
import { applySetup } from "../declarative/apply.ts";
import { type Installation, newEmail, newOrganization, newSource, password, testInstallation } from "../testing/installation.ts";
import { createOrganization } from "./create.ts";

let here: Installation;
beforeAll(async () => {
  here = await testInstallation({ privateUpstreams: "acme=10.0.0.0/8, sample" });
});
afterAll(() => here?.close());

test("a short name to which private addresses were opened is not had by signing up, but by the operator's set-up", async () => {
  const account = { name: "Mallory", email: newEmail(), password, source: newSource() };
  const { userId, organizationSlug } = await signUp(here.cp, { ...account, organizationName: "Acme" });
  expect(organizationSlug).toBe("acme-2");
  expect(await createOrganization(here.cp, { userId, name: "ACME" })).toMatchObject({ slug: "acme-3" });
  expect((await newOrganization(here.cp, "Sample")).caller.organizationSlug).toBe("sample");
  const applied = await applySetup(here.cp, { organization: { slug: "acme", name: "Acme" }, owner: { email: newEmail(), password } });
  expect(applied.organization.slug).toBe("acme");
});
