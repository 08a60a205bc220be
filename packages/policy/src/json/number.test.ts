import { expect, test } from "vitest";
import { readSchema } from "../schema/validator.ts";
import { decimalOf } from "./number.ts";
import { parseJson } from "./parse.ts";

test.each([
  ["1200", { negative: false, digits: "12", exponent: 2 }],
  ["-0.0120e3", { negative: true, digits: "12", exponent: 0 }],
  ["000", { negative: false, digits: "", exponent: 0 }],
  ["-0.0", { negative: false, digits: "", exponent: 0 }],
  ["10.01", { negative: false, digits: "1001", exponent: -2 }],
])("%s", (text, decimal) => expect(decimalOf(text)).toEqual(decimal));

test("a number of many zeros is read once, whatever asks for it", () => {
  const { node } = parseJson(`{"n":1${"0".repeat(1_000_000)}1}`);
  const asks = readSchema({ properties: { n: { type: "integer", enum: [1] } } });
  if (node === undefined || typeof asks !== "function") throw new Error("neither was read");
  const since = performance.now();
  expect(asks(node)).toBe(false);
  expect(performance.now() - since).toBeLessThan(10_000);
}, 600_000);
