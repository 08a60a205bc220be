import { parseKeyring } from "@portcullis/db/keys";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { openGatewayStore } from "../gateway/store.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { newGrant, newServer, type World } from "../testing/world.ts";
import { getServer } from "./get.ts";
import { setServerSettings } from "./set-settings.ts";
import { ServerSettingsInput } from "./settings.ts";

let here: Installation;
let upstream: TestUpstream;
let world: World;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  world = { here, upstream };
  owner = await newOrganization(here.cp);
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

const defaults = {
  callTimeoutSeconds: null,
  idleTimeoutSeconds: null,
  forwardHeaders: [],
  forwardMethods: [],
  eraPin: null,
  recording: "guaranteed",
};
const set = {
  callTimeoutSeconds: 30,
  idleTimeoutSeconds: 900,
  forwardHeaders: ["x-request-id"],
  forwardMethods: ["vendor/search"],
  eraPin: "legacy",
  recording: "buffered",
} as const;

test("settings are stored, shown, audited with both sides, and are in what a gateway loads", async () => {
  const { access, token } = await newGrant(owner, world);
  const slug = access[0]?.serverSlug ?? "";
  expect((await getServer(owner, { slug })).settings).toEqual(defaults);
  await setServerSettings(owner, { slug, ...set, forwardHeaders: ["X-Request-Id "], forwardMethods: ["vendor/search"] });
  expect((await getServer(owner, { slug })).settings).toEqual(set);
  const [row] = await here.rows("SELECT before, after FROM audit_event WHERE action = 'server.set_settings' AND target_name = $1", [slug]);
  expect(row).toEqual({ before: defaults, after: set });
  const store = await openGatewayStore({ databaseUrl: here.database.ownerUrl, keyring: parseKeyring(here.database.rootKey) });
  const grant = await store.findGrant(token);
  if (!grant) throw new Error("no grant");
  expect((await store.loadRoute(grant, owner.caller.organizationSlug, slug))?.settings).toEqual(set);
  await store.close();
});

test.each([
  ["/callTimeoutSeconds", { callTimeoutSeconds: 901 }],
  ["/callTimeoutSeconds", { callTimeoutSeconds: 0 }],
  ["/idleTimeoutSeconds", { idleTimeoutSeconds: 1.5 }],
  ["/idleTimeoutSeconds", { idleTimeoutSeconds: -1 }],
  ["/forwardHeaders/1", { forwardHeaders: ["x-a", "X-A"] }],
  ["/forwardHeaders/0", { forwardHeaders: ["x y"] }],
  ["/forwardHeaders/0", { forwardHeaders: ["X-Api-Key"] }], // the server's own credential
  ["/forwardMethods/0", { forwardMethods: ["tools/call"] }],
  ["/forwardMethods/0", { forwardMethods: ["tasks/get"] }],
  ["/forwardMethods/0", { forwardMethods: ["a b"] }],
  ["/forwardHeaders", { forwardHeaders: Array.from({ length: 21 }, (_, n) => `x-${n}`) }],
  ["/eraPin", { eraPin: "modern" }], // the test server speaks the legacy form
])("%s of %j is refused there, and nothing is stored", async (pointer, change) => {
  const { slug } = await newServer(owner, world);
  const refusal = setServerSettings(owner, { slug, ...defaults, ...change } as never);
  await expect(refusal).rejects.toMatchObject({ code: "invalid", issues: expect.arrayContaining([expect.objectContaining({ pointer })]) });
  expect((await getServer(owner, { slug })).settings).toEqual(defaults);
});

const never =
  "Authorization Cookie Host Origin Referer Proxy-Authorization Forwarded X-Forwarded-For X-Real-IP Via User-Agent Connection TE Mcp-Name Mcp-Session-Id Sec-Fetch-Site Remote-User X-Remote-User X-Auth-Request-Email Cf-Access-Jwt-Assertion X-Goog-Iap-Jwt-Assertion traceparent Content-Length Accept X-Original-URL X-Rewrite-URL X-Original-Host X-Override-URL X-Forwarded X-Host X-HTTP-Method X-Method-Override X-Client-Cert SSL-Client-DN X-Consumer-Username X-Authenticated-UserId X-Proxyuser-Ip X-Originating-IP Impersonate-User X-Azure-ClientIP X-Id-Token".split(
    " ",
  );

test("no spelling of a header that carries a credential, an identity, an address or the protocol can be forwarded", () => {
  fc.assert(
    fc.property(fc.constantFrom(...never), fc.infiniteStream(fc.boolean()), fc.constantFrom("", " ", "\t"), (name, upper, blank) => {
      const spelled = `${blank}${[...name].map((letter) => (upper.next().value ? letter.toUpperCase() : letter.toLowerCase())).join("")}${blank}`;
      expect(ServerSettingsInput.safeParse({ ...defaults, forwardHeaders: [spelled] }).success).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test.each(["Tools/Call", "TOOLS/LIST", "Tasks/get", "tools/call"])("%s is no method that may be named, whatever its case", (name) => {
  expect(ServerSettingsInput.safeParse({ ...defaults, forwardMethods: [name] }).success).toBe(false);
});
