import { expect, test } from "vitest";
import { fieldsOf, settingsOf } from "./settings-fields.ts";

const settings = {
  ...{ callTimeoutSeconds: 60, idleTimeoutSeconds: null, forwardHeaders: ["x-a", "x-b"], forwardMethods: [], eraPin: null },
  recording: "buffered" as const,
};

test("what is stored comes back from the form", () => expect(settingsOf(fieldsOf(settings))).toEqual(settings));

test("an empty field is the default; what is no number is one that no server takes", () => {
  const fields = { ...fieldsOf(settings), call: " ", idle: "1e3", headers: " x-a ,\n\nx-c " };
  expect(settingsOf(fields)).toMatchObject({ callTimeoutSeconds: null, idleTimeoutSeconds: -1, forwardHeaders: ["x-a", "x-c"] });
});
