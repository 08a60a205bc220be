import { expect, test } from "vitest";
import { stepsOf } from "./steps.ts";

const nextOf = (progress: Parameters<typeof stepsOf>[0]) => stepsOf(progress).find((step) => !step.done)?.action.label ?? null;

test("the next step is the first that is not done", () => {
  expect(nextOf({ servers: 0, policies: 0, grants: 0, calls: false })).toBe("Register server");
  expect(nextOf({ servers: 1, policies: 0, grants: 0, calls: false })).toBe("Create policy");
  expect(nextOf({ servers: 1, policies: 2, grants: 0, calls: false })).toBe("Create grant");
  expect(nextOf({ servers: 1, policies: 2, grants: 1, calls: false })).toBe("Connect a client");
  expect(nextOf({ servers: 1, policies: 2, grants: 1, calls: true })).toBe(null);
  // Whoever deletes their server afterwards starts there again.
  expect(nextOf({ servers: 0, policies: 2, grants: 1, calls: true })).toBe("Register server");
});

test("counts read as words", () => {
  expect(stepsOf({ servers: 1, policies: 2, grants: 1, calls: true }).map((step) => step.result)).toEqual([
    "1 server",
    "2 published policies",
    "1 grant",
    "Calls are arriving",
  ]);
});
