import { expect, test } from "vitest";
import { readPath } from "./path.ts";

test.each([
  ["args", "args", []],
  ["args.a", "args", [{ member: "a" }]],
  ["args.a.$b-c_9", "args", [{ member: "a" }, { member: "$b-c_9" }]],
  ['args["odd \\"key\\""].x', "args", [{ member: 'odd "key"' }, { member: "x" }]],
  ["args.items[0]", "args", [{ member: "items" }, { index: 0 }]],
  ["args.items[17][*].x", "args", [{ member: "items" }, { index: 17 }, "each", { member: "x" }]],
  ["args[1000000]", "args", [{ index: 1_000_000 }]],
  ['args[""]', "args", [{ member: "" }]],
  ["grant.tags", "grant", [{ member: "tags" }]],
  ["grant.tags[*]", "grant", [{ member: "tags" }, "each"]],
  ["grant.tags[2]", "grant", [{ member: "tags" }, { index: 2 }]],
  ["time.hour", "time", [{ member: "hour" }]],
])("%s is read", (text, root, steps) => expect(readPath(text)).toEqual({ root, steps }));

test.each([
  ["", "A path starts with args, tool, grant, client or time."],
  [".args.a", "A path starts with args, tool, grant, client or time."],
  [" args", "A path starts with args, tool, grant, client or time."],
  ["9args", "A path starts with args, tool, grant, client or time."],
  ["arg.a", "A path starts with args, tool, grant, client or time; did you mean args?"],
  ["args.", 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ["args.a b", 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ["args[01]", 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ["args[1a]", 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ["args[-1]", 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ["args[1000001]", 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ['args["a\\x"]', 'The path cannot be read: write args.name, ["odd name"], [0] or [*].'],
  ["tool", "tool has only name, category, risk."],
  ["tool[0]", "tool has only name, category, risk."],
  ["tool.nam", "tool has only name, category, risk; did you mean tool.name?"],
  ["tool.name.x", "tool.name has no parts."],
  ["tool.name[0]", "tool.name has no parts."],
  ["time.hour[*]", "time.hour has no parts."],
  ["grant.label[0]", "grant.label has no parts."],
  ["grant.tags.x", "grant.tags has no parts."],
  ["grant.tags[0].x", "grant.tags has no parts."],
  ["grant.tags[*][*]", "grant.tags has no parts."],
])("%j is refused", (text, problem) => expect(readPath(text)).toEqual({ problem }));
