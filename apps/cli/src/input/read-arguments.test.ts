import { expect, test } from "vitest";
import { readArguments } from "./read-arguments.ts";
import { UnusableInput } from "./unusable-input.ts";

const read = (...args: string[]) =>
  readArguments("do", args, { check: "flag", tools: "text", format: ["text", "json"] }, { names: "one or two FILEs", min: 1, max: 2 });

test("options and files in any order", () => {
  expect(read("a", "--tools", "t.json", "--check", "b")).toEqual({ options: { tools: "t.json", check: true }, files: ["a", "b"] });
  expect(read("--format=json", "-")).toEqual({ options: { format: "json" }, files: ["-"] });
  expect(read("--tools", "-", "a")).toEqual({ options: { tools: "-" }, files: ["a"] });
  expect(read("--", "--check")).toEqual({ options: {}, files: ["--check"] });
});

test.each([
  [["a", "--tool", "x"], 'do has no option "--tool". Did you mean "--tools"? See: portcullis help do'],
  [["a", "--Check"], 'do has no option "--Check". Did you mean "--check"? See: portcullis help do'],
  [["a", "--zzzzzzzzzz"], 'do has no option "--zzzzzzzzzz". See: portcullis help do'],
  [["a", "--toString"], 'do has no option "--toString". See: portcullis help do'],
  [["a", "-c"], 'do has no option "-c". See: portcullis help do'],
  [["a", "--tools"], "The option --tools needs a value. See: portcullis help do"],
  [["a", "--tools="], "The option --tools needs a value. See: portcullis help do"],
  [["a", "--tools", "--check"], "The option --tools needs a value. See: portcullis help do"],
  [["a", "--check=yes"], "The option --check takes no value. See: portcullis help do"],
  [["a", "--format", "jsn"], '--format is text or json, not "jsn". Did you mean "json"? See: portcullis help do'],
  [["a", "--check", "--check"], "The option --check is given twice. See: portcullis help do"],
  [[], "do takes one or two FILEs. See: portcullis help do"],
  [["a", "b", "c"], "do takes one or two FILEs. See: portcullis help do"],
  [["-", "--tools", "-"], 'Standard input ("-") can be read only once. See: portcullis help do'],
])("%j: %s", (args, message) => {
  expect(() => read(...args)).toThrow(new UnusableInput(message));
});
