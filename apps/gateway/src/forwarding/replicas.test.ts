import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post } from "../testing/harness.ts";
import { modern } from "../testing/modern.ts";
import { type Replicas, replicas } from "../testing/replicas.ts";
import { cases, patienceMs, seed } from "../testing/seeded.ts";

// security.md 14.4, EF-2: over sockets, both eras and every served version, by four processes on one database.
let f: Fixture;
let four: Replicas;
let token: string;
beforeAll(async () => {
  f = await fixture({ era: "dual", tools: ["read", "write"] });
  const policy = await f.seed.policy(f.server, { version: "1", default: "allow", tools: { write: { action: "deny" } } });
  ({ token } = await f.seed.grant([{ server: f.server, policy }]));
  four = await replicas(f.database, 4, { LIMIT_IN_FLIGHT_PER_GRANT: "64" });
});
afterAll(async () => {
  await four?.stop();
  await f?.close();
});

test(
  "EF-2: what is denied is forwarded by none of four replicas, and what is forwarded has the bytes that were sent",
  async () => {
    const name = fc.constantFrom("read", "write", "Write", "nobody");
    const version = fc.constantFrom("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28");
    const one = fc.tuple(name, fc.jsonValue(), version, fc.nat(3), fc.nat(3));
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 20, maxLength: 20 }), async (batch) => {
        f.upstream.received.length = 0;
        const wanted: string[] = [];
        await Promise.all(
          batch.map(async ([tool, args, protocolVersion, which, indent]) => {
            const nonce = `n${++number}`;
            const isModern = protocolVersion === "2026-07-28";
            const request = modern("tools/call", { name: tool, arguments: { args, nonce } });
            const body = JSON.stringify(isModern ? request.body : call(tool, { args, nonce }), null, indent);
            const headers = isModern ? request.headers : { "mcp-protocol-version": protocolVersion };
            const { url } = four.children[which]!;
            const answer = await post({ gateway: { url } as never, token }, body, headers);
            await answer.arrayBuffer();
            if (tool === "read" && !body.includes("__proto__")) wanted.push(body);
          }),
        );
        expect(f.upstream.received.length).toBe(wanted.length);
        expect(new Set(f.upstream.received.map((seen) => seen.body.toString()))).toEqual(new Set(wanted));
      }),
      { seed: seed("EF-2"), numRuns: cases(2_000) / 20 },
    );
  },
  patienceMs,
);
