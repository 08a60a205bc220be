import { expect, test } from "vitest";
import { askedHref, asksNothing, readAsked } from "./asked.ts";

test("an address and what it asks for are the same thing in two forms", () => {
  for (const href of [
    "/catalogue",
    "/catalogue?q=delete+host",
    "/catalogue?category=execute",
    "/catalogue?q=x&of=servers&risk=high&signal=url",
  ]) {
    const asked = readAsked(Object.fromEntries(new URL(href, "http://a.test").searchParams));
    expect(askedHref(asked)).toBe(href);
  }
});

test("a filter lists tools, unless servers are asked for", () => {
  expect(readAsked({ category: "execute" }).of).toBe("tools");
  expect(readAsked({ category: "execute", of: "servers" }).of).toBe("servers");
});

test("what an address cannot mean is left out, and no page after the first is kept when the question changes", () => {
  expect(readAsked({ category: "lethal", risk: ["high", "low"], q: ` ${"a".repeat(300)}`, of: "__proto__" })).toEqual({
    of: "tools",
    query: "a".repeat(200),
    risk: "high",
  });
  expect(askedHref({ of: "servers", query: "", from: "abc" }, { query: "x" })).toBe("/catalogue?q=x");
  expect([{}, { q: "x" }, { risk: "low" }].map((query) => asksNothing(readAsked(query)))).toEqual([true, false, false]);
});
