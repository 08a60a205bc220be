import { expect, test } from "vitest";
import { ControlPlaneError } from "./errors.ts";

test("a note for the log is one line, whatever an upstream said", () => {
  const operator = "error -1 oops\r\n2026-01-01 sign-in of root\u2028x\u001b[2J";
  expect(new ControlPlaneError("invalid", "No.", { operator }).operator).toBe(
    "error -1 oops\\u000d\\u000a2026-01-01 sign-in of root\\u2028x\\u001b[2J",
  );
  expect(new ControlPlaneError("invalid", "No.").operator).toBeUndefined();
});
