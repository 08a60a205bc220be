import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// What reads the recorded files (`data.ts`) stands at its own door; the rest runs in browsers.
const room = new URL("./", import.meta.url);
const sources = readdirSync(room, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "data.ts",
);
const textOf = (name: string) => readFileSync(new URL(name, room), "utf8");

test("the catalogue imports parsers of JSON, TOML and shapes, and nothing else", () => {
  const imported = sources.flatMap((name) =>
    [...textOf(name).matchAll(/^(?:import "|(?:import|export)\b[^"=]*\bfrom ")([^"]+)";$|\bimport\("([^"]+)"\)/gm)].map(
      (match) => (match[1] ?? match[2]) as string,
    ),
  );
  const outside = new Set(imported.filter((name) => !name.startsWith(".")));
  expect([...outside].filter((name) => !["zod", "jsonc-parser", "smol-toml"].includes(name))).toEqual([]);
});

test("what classifies, recommends and writes the pages imports nothing at all", () => {
  const pure = sources.filter((name) => /^(?:classify|lexicon|recommend|attacks|pages)\//.test(name));
  const outside = pure
    .flatMap((name) =>
      [...textOf(name).matchAll(/^(?:import "|(?:import|export)\b[^"=]*\bfrom ")([^"]+)";$/gm)].map((match) => match[1] as string),
    )
    .filter((name) => !name.startsWith("."));
  expect(pure.length).toBeGreaterThan(15);
  expect(outside).toEqual([]);
});

test("the catalogue knows neither clock nor chance nor the world outside", () => {
  const forbidden =
    /\b(?:Date\.now|new Date\(\)|Math\.random|crypto\.|performance\.|fetch\(|process\.|globalThis|setTimeout|setInterval|eval\(|require\(|new Function)/;
  const guilty = sources.filter((name) =>
    forbidden.test(textOf(name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"(?:[^"\\\n]|\\.)*"|`[^`]*`/gm, "")),
  );
  expect(guilty).toEqual([]);
});
