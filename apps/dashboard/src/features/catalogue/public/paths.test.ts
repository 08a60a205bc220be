import fc from "fast-check";
import { expect, test } from "vitest";
import { markdownHref, toolHref, toolOfSegment, toolSegment } from "./paths.ts";

test("ordinary names stand as they are", () => {
  expect(toolHref("zabbix", "zabbix_logout")).toBe("/catalogue/zabbix/zabbix_logout");
  expect(toolSegment("files/read-all.v2")).toBe("files~2Fread-all.v2");
});

test("no two names share an address, and none of them leads out of its folder or to another kind of page", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
      const segment = toolSegment(name);
      expect(toolOfSegment(segment)).toBe(name);
      expect(new URL(`/catalogue/x/${segment}`, "http://a.test").pathname).toBe(`/catalogue/x/${segment}`);
      expect(segment).not.toMatch(/\.md$|^opengraph-image/i);
    }),
    { examples: [["."], [".."], ["a.md"], ["a.MD"], ["opengraph-image"], ["../../o"], ["~"], ["%2e%2e"], ["\u202e"], ["\ufeffa"]] },
  );
});

test("a segment that is spelled in another way is no page", () => {
  expect(["a%20b", "~41", "~ff", "~E2", "a b", "", "a.md"].map(toolOfSegment)).toEqual(Array(7).fill(null));
});

test("twins", () => expect([markdownHref("/"), markdownHref("/attacks")]).toEqual(["/index.md", "/attacks.md"]));
