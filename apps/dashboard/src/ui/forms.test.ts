import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const sources = path.join(import.meta.dirname, "..");
const components = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".tsx"))
  .map((file) => ({ file: file.replaceAll(path.sep, "/"), text: readFileSync(path.join(sources, file), "utf8") }));
/** What is asked here is no secret and no change, and belongs into the address. */
const searches = new Set(["features/catalogue/public/catalogue-view.tsx"]);

/** Opening tags of forms with the attributes before the first child; `=>` ends no tag. */
const formsOf = (text: string) => [...text.matchAll(/<form\b((?:=>|\{[^}]*\}|[^>])*)>/g)].map(([, attributes = ""]) => attributes);

/** By the method that a browser uses where the scripts are not there yet: with `get`, the default, every field goes into the address. */
const leaks = (text: string) => formsOf(text).filter((attributes) => !/\smethod="post"/.test(attributes));

test("no form puts its fields into the address when it is sent before the scripts are there", () => {
  expect(components.reduce((count, { text }) => count + formsOf(text).length, 0)).toBeGreaterThan(25);
  const leaking = components.filter(({ file, text }) => leaks(text).length > 0 && !searches.has(file));
  expect(leaking.map(({ file }) => file)).toEqual([]);
});

test("a search has no password and changes nothing", () => {
  for (const file of searches) {
    const text = readFileSync(path.join(sources, file), "utf8");
    expect(text).not.toMatch(/type="password"|useMutation|mutationOptions/);
  }
});

test("a form without a method, or with another one, is found", () => {
  const forms = [
    '<form className="grid" onSubmit={(event) => submit(event)}>',
    '<form method="get">',
    '<form method="post" onSubmit={submit}>',
  ];
  expect(forms.map((form) => leaks(form).length)).toEqual([1, 1, 0]);
  // Neither does a button override it.
  expect(components.filter(({ text }) => /formMethod=/i.test(text)).map(({ file }) => file)).toEqual([]);
});
