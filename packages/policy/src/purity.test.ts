import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const room = new URL("./", import.meta.url);
const sources = readdirSync(room, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts"),
);
const textOf = (name: string) => readFileSync(new URL(name, room), "utf8");

test("the engine imports zod and the regex engine and nothing else", () => {
  const imported = sources.flatMap((name) =>
    [...textOf(name).matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] as string),
  );
  const outside = new Set(imported.filter((name) => !name.startsWith(".")));
  expect([...outside].filter((name) => name !== "zod" && name !== "re2js")).toEqual([]);
});

test("the engine knows neither clock nor chance nor the world outside", () => {
  const forbidden =
    /\b(?:Date\.now|new Date\(\)|Math\.random|crypto|performance|fetch|process|globalThis|setTimeout|setInterval|eval|require\(|new Function|new RegExp)\b/;
  const guilty = sources.filter((name) => forbidden.test(textOf(name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
  expect(guilty).toEqual([]);
});

test("the host's own regular expressions are written in the source and never built from a text (PB-16)", () => {
  // String.prototype.match, matchAll and search build one from any string they are given.
  const building = /\bRegExp\b|\.(?:match|matchAll|search)\((?!\/)/;
  const guilty = sources.filter((name) => building.test(textOf(name).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
  expect(guilty).toEqual([]);
  for (const planted of ["new RegExp(pattern)", "RegExp(pattern)", "text.match(pattern)", "text.search(condition.value)"]) {
    expect(planted).toMatch(building);
  }
});
