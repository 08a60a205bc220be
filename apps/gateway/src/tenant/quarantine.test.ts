import type { SeenTool, Sighting } from "@portcullis/control-plane/gateway";
import { expect, test, vi } from "vitest";
import { Quarantine } from "./quarantine.ts";

const place = (names: readonly string[]) => ({
  organizationId: "00000000-0000-4000-8000-000000000001",
  serverId: "00000000-0000-4000-8000-000000000002",
  revision: 1n,
  known: new Map(names.map((name) => [name, { seen: "old", accepted: "old" }])),
});

test("many long definitions are written in portions that the store's deadline has time for; after a failure what is missing is, and no more", async () => {
  const tools: SeenTool[] = Array.from({ length: 60 }, (_, n) => ({ name: `t${n}`, digest: `new-${n}`, definition: "x".repeat(200_000) }));
  const written: string[][] = [];
  let failing = 2;
  const store = {
    async sawTools({ tools: portion }: Sighting) {
      const bytes = portion.reduce((sum, { definition }) => sum + definition.length, 0);
      if (bytes > 600_000) throw new Error("statement timeout");
      if (written.length === 10 && failing-- > 0) throw new Error("away");
      written.push(portion.map(({ name }) => name));
      return 2n;
    },
  };
  const errors: unknown[] = [];
  const quarantine = new Quarantine({ store, onChange: () => {}, onError: (error) => errors.push(error), now: () => performance.now() });
  await quarantine.saw(place(tools.map(({ name }) => name)), tools);
  // Out of reach here all along, written or not.
  const known = place(tools.map(({ name }) => name)).known;
  const facts = tools.map(({ name }) => ({ name, category: "read" as const, inputSchema: {}, accepted: true }));
  const applied = quarantine.applied(place([]), { key: "k", facts, digests: new Map(), known });
  expect(applied.facts.filter(({ accepted }) => accepted)).toEqual([]);
  await vi.waitFor(() => expect(written.flat()).toHaveLength(60), 10_000);
  expect(new Set(written.flat()).size).toBe(60);
  expect(errors).toHaveLength(2);
  quarantine.close();
});
