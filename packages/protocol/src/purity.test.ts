import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("the room imports nothing but itself, so that it runs in a browser as in the gateway", () => {
  const folder = new URL(".", import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  expect(sources.length).toBeGreaterThan(10);
  for (const name of sources) {
    const source = readFileSync(new URL(name, folder), "utf8");
    const imported = [...source.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((match) => match[1]!);
    expect(imported.filter((path) => !path.startsWith("./"))).toEqual([]);
    expect(source).not.toMatch(/\b(?:Buffer|process|require|globalThis|setTimeout|Date|Math\.random)\b/);
  }
});
