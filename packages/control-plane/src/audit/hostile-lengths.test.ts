import { scan } from "@portcullis/protocol";
import { expect, test } from "vitest";
import { viewArguments } from "./argument-view.ts";
import { namesCredential } from "./credential-names.ts";
import { holdsCredential } from "./credential-shapes.ts";

/** Whoever calls a tool chooses the names of its arguments, and each call is recorded. */
test.each([
  ["capitals", "A"],
  ["beginnings of tokens", "-eyJaaaaaaaa"],
  ["halves of tokens", "-eyJaaaaaaaa.eyJaaaaaaaa"],
  ["small and capital letters", "aA"],
  ["white space", " "],
  ["words with a colon", "token : "],
])(
  "a name of 1 MB of %s is read once",
  (_, unit) => {
    const name = unit.repeat(1_000_000 / unit.length);
    const scanned = scan(Buffer.from(JSON.stringify({ [name]: Array(100).fill("x") })));
    if (!scanned.ok || scanned.root.kind !== "object") throw new Error("not read");
    const since = performance.now();
    const place = { organizationId: crypto.randomUUID(), attemptId: crypto.randomUUID() };
    viewArguments({ values: "hashed", hashKey: { version: 1, key: new Uint8Array(32) } }, scanned.root, undefined, place);
    expect(performance.now() - since).toBeLessThan(10_000);
  },
  600_000,
);

test("tokens and names are known as before", () => {
  expect(holdsCredential("see eyJhbGciOiJI.eyJzdWIiOiIx.c2ln, please")).toBe(true);
  expect(holdsCredential("x-eyJhbGciOiJI.eyJzdWIiOiIx.")).toBe(true);
  expect(holdsCredential("xeyJhbGciOiJI.eyJzdWIiOiIx.c2ln, please")).toBe(false);
  expect(holdsCredential("eyJhbGciOiJI.eyJ.c2ln, please")).toBe(false);
  expect(["APIKey", "XAPIKey", "userAPIKEYValue", "HTTPTokenID", "MONKey"].map(namesCredential)).toEqual([true, true, true, false, false]);
});
