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

test("a draft that is written wants to be published, not made anew", () => {
  const [, policy] = stepsOf({ servers: 1, policies: 0, grants: 0, calls: false }, { id: "p1", name: "read only" });
  expect(policy).toMatchObject({ title: "Publish your draft", action: { label: "Open draft", path: "/policies/p1" }, done: false });
});

test("counts read as words", () => {
  expect(stepsOf({ servers: 1, policies: 2, grants: 1, calls: true }).map((step) => step.result)).toEqual([
    "1 server",
    "2 published policies",
    "1 grant",
    "Calls are arriving",
  ]);
});
