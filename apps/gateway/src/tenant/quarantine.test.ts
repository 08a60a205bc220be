import type { SeenTool, Sighting } from "@portcullis/control-plane/gateway";
import { expect, test, vi } from "vitest";
import { Quarantine } from "./quarantine.ts";

const place = (names: readonly string[]) => ({
  organizationId: "00000000-0000-4000-8000-000000000001",
  serverId: "00000000-0000-4000-8000-000000000002",
  revision: 1n,
  known: new Map(names.map((name) => [name, { seen: "old", accepted: "old" }])),
});
const bytesOf = (tools: readonly SeenTool[]) => tools.reduce((sum, { definition }) => sum + definition.length, 0);

test.each([0, 2])(
  "300 long definitions at once are all written, in a few statements that the deadline has time for, each with so much text as is no burden; %i failures",
  async (failures) => {
    const tools: SeenTool[] = Array.from({ length: 300 }, (_, n) => ({
      name: `t${n}`,
      digest: `new-${n}`,
      definition: "x".repeat(200_000),
    }));
    const names = tools.map(({ name }) => name);
    const asked: SeenTool[][] = [];
    const written: SeenTool[] = [];
    let failing = failures;
    const store = {
      async sawTools({ tools: portion }: Sighting) {
        asked.push([...portion]);
        if (asked.length > 1 && failing-- > 0) throw new Error("away");
        written.push(...portion);
        return 2n;
      },
    };
    const errors: unknown[] = [];
    const quarantine = new Quarantine({ store, onChange: () => {}, onError: (error) => errors.push(error), now: () => performance.now() });
    await quarantine.saw(place(names), tools);
    // Out of reach here all along, written or not.
    const { known } = place(names);
    const facts = tools.map(({ name }) => ({ name, category: "read" as const, inputSchema: {}, accepted: true }));
    const applied = quarantine.applied(place([]), { key: "k", facts, digests: new Map(), known });
    expect(applied.facts.filter(({ accepted }) => accepted)).toEqual([]);
    await vi.waitFor(() => expect(written).toHaveLength(300), 12_000);
    expect(new Set(written.map(({ name }) => name))).toEqual(new Set(names));
    expect(Math.max(...asked.map(bytesOf))).toBeLessThan(600_000);
    expect(bytesOf(written)).toBeLessThanOrEqual(1024 * 1024);
    expect(bytesOf(written)).toBeGreaterThan(500_000);
    expect(asked.length).toBeLessThanOrEqual(4 + 2 * failures);
    expect(errors).toHaveLength(failures);
    quarantine.close();
  },
  20_000,
);

test("texts of what could not be written do not add up from list to list", async () => {
  const names = Array.from({ length: 100 }, (_, n) => `t${n}`);
  const asked: SeenTool[][] = [];
  const store = {
    sawTools: async ({ tools }: Sighting): Promise<bigint> => {
      asked.push([...tools]);
      throw new Error("away");
    },
  };
  vi.useFakeTimers();
  try {
    const quarantine = new Quarantine({ store, onChange: () => {}, onError: () => {}, now: () => performance.now() });
    for (const name of names) await quarantine.saw(place(names), [{ name, digest: `new ${name}`, definition: "x".repeat(200_000) }]);
    asked.length = 0;
    let isBack = false;
    store.sawTools = async ({ tools }) => {
      isBack = true;
      asked.push([...tools]);
      return 2n;
    };
    await vi.advanceTimersByTimeAsync(61_000);
    expect(isBack).toBe(true);
    expect(asked.flat().map(({ name }) => name)).toEqual(names);
    expect(bytesOf(asked.flat())).toBeLessThanOrEqual(1024 * 1024);
    quarantine.close();
  } finally {
    vi.useRealTimers();
  }
});
