import { ControlPlaneError } from "@portcullis/control-plane";
import { TRPCError } from "@trpc/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { factsOf, toAnswer } from "./error-map.ts";

const logged = vi.fn();
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(logged);
  vi.spyOn(console, "warn").mockImplementation(logged);
});
afterEach(() => {
  vi.restoreAllMocks();
  logged.mockReset();
});

/** As tRPC hands over what a procedure threw. */
const thrown = (cause: unknown) => new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });

test("a verb's sentence and code reach the user, its note only the log", () => {
  const error = new ControlPlaneError("conflict", "Somebody else saved.", {
    operator: "revision 3, not 2",
    issues: [{ pointer: "/name", message: "Taken." }],
  });
  const answer = toAnswer(thrown(error), "policy.saveDraft");
  expect(answer).toMatchObject({ code: "CONFLICT", message: "Somebody else saved." });
  expect(factsOf(answer)).toMatchObject({ reason: "conflict", issues: [{ pointer: "/name", message: "Taken." }] });
  expect(JSON.stringify([answer.message, factsOf(answer)])).not.toContain("revision");
  expect(logged).toHaveBeenCalledWith(expect.stringContaining("revision 3, not 2"));
});

test("the time to wait and the upstream's code survive", () => {
  expect(factsOf(toAnswer(thrown(new ControlPlaneError("throttled", "Wait.", { retryAfterSeconds: 42 })), "p")).retryAfterSeconds).toBe(42);
  const upstream = toAnswer(thrown(new ControlPlaneError("upstream_not_mcp", "Not MCP.")), "server.register");
  expect(upstream.code).toBe("BAD_GATEWAY");
  expect(factsOf(upstream).reason).toBe("upstream_not_mcp");
});

test("input that does not fit names its places", () => {
  const problem = z.strictObject({ headers: z.array(z.string()) }).safeParse({ headers: [1] }).error;
  const answer = toAnswer(new TRPCError({ code: "BAD_REQUEST", cause: problem }), "p");
  expect(answer.code).toBe("BAD_REQUEST");
  expect(factsOf(answer)).toMatchObject({ reason: "invalid", issues: [{ pointer: "/headers/0" }] });
});

test("what nobody foresaw says a reference and nothing else; the log has the rest under the same reference", () => {
  const answer = toAnswer(thrown(new Error("password=hunter2 at 10.0.0.5")), "server.list");
  const { reference } = factsOf(answer);
  expect(answer.code).toBe("INTERNAL_SERVER_ERROR");
  expect(answer.message).toContain(reference);
  expect(answer.message).not.toContain("hunter2");
  expect(logged).toHaveBeenCalledWith(expect.stringContaining(`${reference}`), expect.anything());
});
