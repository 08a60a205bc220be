import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonNode } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";
import { readSchema } from "./validator.ts";

/**
 * The mandatory cases of the official JSON Schema test suite (schema-suite/NOTICE). Groups whose schema needs another
 * document are refused as unreadable, and listed here by name: a reference stays inside the document.
 */
type Group = { description: string; schema: unknown; tests: { description: string; valid: boolean; data: unknown }[] };

const dialects = {
  "draft-07": { uri: "http://json-schema.org/draft-07/schema#", cases: 913, refusedCases: 27 },
  "2020-12": { uri: "https://json-schema.org/draft/2020-12/schema", cases: 1_257, refusedCases: 53 },
} as const;

const needAnotherDocument: Record<keyof typeof dialects, Record<string, string[]>> = {
  "draft-07": {
    definitions: ["validate definition against metaschema"],
    ref: ["remote ref, containing refs itself"],
    refRemote: [
      "remote ref",
      "fragment within remote ref",
      "ref within remote ref",
      "base URI change",
      "base URI change - change folder",
      "base URI change - change folder in subschema",
      "root ref in remote ref",
      "remote ref with ref to definitions",
      "Location-independent identifier in remote ref",
      "retrieved nested refs resolve relative to their URI not $id",
      "$ref to $ref finds location-independent $id",
    ],
  },
  "2020-12": {
    defs: ["validate definition against metaschema"],
    dynamicRef: [
      "strict-tree schema, guards against misspelled properties",
      "tests for implementation dynamic anchor and reference link",
      "$ref and $dynamicAnchor are independent of order - $defs first",
      "$ref and $dynamicAnchor are independent of order - $ref first",
      "$ref to $dynamicRef finds detached $dynamicAnchor",
    ],
    ref: ["remote ref, containing refs itself"],
    refRemote: [
      "remote ref",
      "fragment within remote ref",
      "anchor within remote ref",
      "ref within remote ref",
      "base URI change",
      "base URI change - change folder",
      "base URI change - change folder in subschema",
      "root ref in remote ref",
      "remote ref with ref to defs",
      "Location-independent identifier in remote ref",
      "retrieved nested refs resolve relative to their URI not $id",
      "remote HTTP ref with different $id",
      "remote HTTP ref with different URN $id",
      "remote HTTP ref with nested absolute ref",
      "$ref to $ref finds detached $anchor",
    ],
    vocabulary: ["schema that uses custom metaschema with with no validation vocabulary", "ignore unrecognized optional vocabulary"],
  },
};

describe.each(Object.entries(dialects))("JSON Schema test suite, %s", (name, { uri, cases, refusedCases }) => {
  const text = readFileSync(new URL(`../../schema-suite/${name}.json`, import.meta.url), "utf8");
  const files = JSON.parse(text) as Record<string, Group[]>;
  // The data by its text, as a call's arguments are read: 1.0 stays 1.0.
  const nodes = parseJson(text).node;
  const refusing = needAnotherDocument[name as keyof typeof dialects];

  test("is complete", () => {
    const all = Object.values(files).flat();
    const count = (groups: Group[]) => groups.reduce((sum, group) => sum + group.tests.length, 0);
    expect(count(all)).toBe(cases);
    const refused = Object.entries(refusing).flatMap(([file, listed]) =>
      (files[file] ?? []).filter(({ description }) => listed.includes(description)),
    );
    expect(refused).toHaveLength(Object.values(refusing).flat().length);
    expect(count(refused)).toBe(refusedCases);
  });

  test.each(Object.keys(files))("%s", (file) => {
    const differing: string[] = [];
    const refused: string[] = [];
    for (const [at, group] of (files[file] ?? []).entries()) {
      const validator = readSchema(inDialect(group.schema, uri));
      if (typeof validator !== "function") {
        expect(validator.problem).toMatch(/which is not in it\.$|dialect that is not supported/);
        refused.push(group.description);
        continue;
      }
      for (const [index, { description, valid }] of group.tests.entries()) {
        const answer = validator(nodeAt(nodes, [file, at, "tests", index, "data"]));
        if (answer !== valid) differing.push(`${group.description}: ${description}`);
      }
    }
    expect(differing).toEqual([]);
    expect(refused).toEqual(refusing[file] ?? []);
  });
});

const inDialect = (schema: unknown, uri: string): unknown =>
  typeof schema === "object" && schema !== null && !("$schema" in schema) ? { $schema: uri, ...schema } : schema;

const nodeAt = (root: JsonNode | undefined, path: readonly (string | number)[]): JsonNode => {
  let node = root;
  for (const step of path) {
    if (node?.kind === "object") node = node.members.get(String(step));
    else node = node?.kind === "array" ? node.items[Number(step)] : undefined;
  }
  if (node === undefined) throw new Error(`the suite has nothing at ${path.join("/")}`);
  return node;
};
