import { REQUEST_LIMITS, scan } from "@portcullis/protocol";
import { open } from "@portcullis/upstream/dialer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plantedGatewayEntry } from "../testing/record.ts";
import { type ArgumentView, hashOf, type ValueRecording, viewArguments, viewPlace } from "./argument-view.ts";
import { classify } from "./classify.ts";
import samples from "./testing/labelled-values.json" with { type: "json" };

const node = (value: unknown) => {
  const read = scan(new TextEncoder().encode(JSON.stringify(value)), REQUEST_LIMITS);
  if (!read.ok) throw new Error("unreadable");
  return read.root;
};
const classOf = (name: string, value: unknown, schema?: unknown) => classify({ name, schema, value: itemOf(value) });
const itemOf = (value: unknown) => {
  const list = node([value]);
  if (list.kind !== "array" || !list.items[0]) throw new Error("no item");
  return list.items[0];
};
const labelled = samples as [string, string, "credential" | "plain"][];

describe("AU-9: classification", () => {
  test("of 300 labelled values: recall at least 95 %, precision at least 90 % on credentials", () => {
    expect(labelled).toHaveLength(300);
    const told = labelled.map(([name, value, label]) => ({
      name,
      value,
      label,
      dropped: classOf(name, value, { type: "string" }) === "drop",
    }));
    const right = told.filter(({ label, dropped }) => label === "credential" && dropped).length;
    const recall = right / told.filter(({ label }) => label === "credential").length;
    const precision = right / told.filter(({ dropped }) => dropped).length;
    console.log(`recall ${(recall * 100).toFixed(1)} %, precision ${(precision * 100).toFixed(1)} %`);
    const wrong = told
      .filter(({ label, dropped }) => (label === "credential") !== dropped)
      .map(({ name, value, label }) => `${label} ${name}=${value}`);
    expect(recall, wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
    expect(precision, wrong.join("\n")).toBeGreaterThanOrEqual(0.9);
  });

  test("no class weakens to keep: whatever the schema says of a credential, it is never kept, nor can it be read again", () => {
    for (const [name, value, label] of labelled) {
      if (label !== "credential" || classOf(name, value) !== "drop") continue;
      for (const schema of [{}, { type: "string" }, { enum: [value] }, { const: value }, { enum: ["a"], description: "public" }])
        expect(classOf(name, value, schema), name).toBe("drop");
    }
  });

  test("what no schema declares is hashed; what one declares is encrypted; only what the tool itself lists is kept", () => {
    expect(classOf("host", "web-1")).toBe("hash");
    expect(classOf("host", "web-1", { type: "string" })).toBe("encrypt");
    expect(classOf("output", "extend", { enum: ["extend", "count"] })).toBe("keep");
    expect(classOf("output", "other", { enum: ["extend", "count"] })).toBe("encrypt");
    expect(classOf("limit", 10, { const: 10 })).toBe("keep");
    expect(classOf("x", true)).toBe("keep");
    expect(classOf("x", "anything", { format: "password" })).toBe("drop");
    expect(classOf("x", "anything", { writeOnly: true })).toBe("drop");
  });

  test("is quick on texts that were made to be slow", () => {
    const slow = [
      "a-".repeat(4_096),
      "://:".repeat(2_048),
      "password".repeat(1_000),
      "eyJ".repeat(2_700),
      "-----BEGIN A ".repeat(600),
      "x".repeat(4_000_000),
    ];
    const since = performance.now();
    for (const text of slow) classOf("text", text, { type: "string" });
    expect(performance.now() - since).toBeLessThan(1_000);
  });
});

describe("the view of arguments", () => {
  const key = { version: 1, key: new Uint8Array(32).fill(7) };
  const place = { organizationId: "00000000-0000-7000-8000-000000000001", attemptId: "00000000-0000-7000-8000-000000000002" };
  const schema = {
    type: "object",
    properties: {
      host: { type: "string" },
      output: { enum: ["extend"] },
      tags: { type: "array", items: { type: "object", properties: { tag: { type: "string" } } } },
    },
  };
  const call = {
    host: "web-1",
    output: "extend",
    tags: [{ tag: "db" }],
    password: "zabbix",
    auth: { user: "olga" },
    extra: 12.5,
    flag: true,
  };
  const viewed = (recording: ValueRecording, value: unknown = call) => {
    const root = node(value);
    return viewArguments(recording, root.kind === "object" ? root : undefined, schema, place);
  };

  test("names: nothing; hashed: nothing can be read", () => {
    expect(viewed({ values: "names" })).toBeNull();
    const view = JSON.parse(viewed({ values: "hashed", hashKey: key }) as string) as ArgumentView;
    expect(view).toEqual({
      values: {
        "/host": { hash: hashOf(key, '"web-1"') },
        "/output": { keep: "extend" },
        "/tags/0/tag": { hash: hashOf(key, '"db"') },
        "/password": { dropped: "credential" },
        "/auth/user": { dropped: "credential" },
        "/extra": { hash: hashOf(key, "12.5") },
        "/flag": { keep: true },
      },
    });
    expect(hashOf(key, '"web-1"')).not.toBe(hashOf({ version: 1, key: new Uint8Array(32).fill(8) }, '"web-1"'));
  });

  test("encrypted: what the tool declares opens with the data key, at its row and nowhere else", () => {
    const dataKey = { version: 3, key: new Uint8Array(32).fill(9) };
    const view = JSON.parse(viewed({ values: "encrypted", hashKey: key, dataKey }) as string) as ArgumentView;
    expect(view.values["/host"]).toEqual({ sealed: true });
    expect(view.values["/extra"]).toEqual({ hash: hashOf(key, "12.5") });
    const opened = open(
      (version) => (version === 3 ? dataKey.key : undefined),
      view.sealed as string,
      viewPlace(place.organizationId, place.attemptId),
    );
    expect(JSON.parse(opened.toString())).toEqual({ "/host": '"web-1"', "/tags/0/tag": '"db"' });
    const elsewhere = viewPlace(place.organizationId, place.organizationId);
    expect(() => open(() => dataKey.key, view.sealed as string, elsewhere)).toThrow();
  });

  test("PB-42 (AU-8): no value of a call stands in its view in clear, in names of members neither; in a build that keeps what it cannot judge it does", async () => {
    const word = fc.integer({ min: 1e9, max: 9e9 }).map((n) => `canary-${n.toString(36)}`);
    const credential = fc.integer({ min: 1e9, max: 9e9 }).map((n) => `ghp_${n.toString(36).padStart(36, "A1b2")}`);
    const dataKey = { version: 1, key: new Uint8Array(32).fill(9) };
    const inClear = (view: typeof viewArguments) =>
      [{ values: "hashed", hashKey: key } as const, { values: "encrypted", hashKey: key, dataKey } as const].some(
        (recording) =>
          fc.check(
            fc.property(word, word, credential, (one, two, three) => {
              const root = node({ host: one, tags: [{ tag: two, other: [one] }], [three]: two, password: one, deep: { a: { b: one } } });
              const text = root.kind === "object" ? view(recording, root, schema, place) : null;
              return text !== null && ![one, two, three].some((value) => text.includes(value));
            }),
            { numRuns: 200 },
          ).failed,
      );
    expect(inClear(viewArguments)).toBe(false);
    const planted = await plantedGatewayEntry({
      file: "packages/control-plane/src/audit/argument-view.ts",
      from: "view.values[pointer] = { hash: hashOf(recording.hashKey, text) };",
      to: "view.values[pointer] = { keep: keptOf(value) };",
    });
    expect(inClear(planted.viewArguments)).toBe(true);
  });

  test("is bounded: what is beyond a hundred values is counted", () => {
    const many = Object.fromEntries(Array.from({ length: 130 }, (_, n) => [`a${n}`, n]));
    const view = JSON.parse(viewed({ values: "hashed", hashKey: key }, many) as string) as ArgumentView;
    expect(Object.keys(view.values)).toHaveLength(100);
    expect(view.more).toBe(30);
  });
});
