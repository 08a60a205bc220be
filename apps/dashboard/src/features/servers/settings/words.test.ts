import { serverSettingsLimits as limits } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { settingsWords as words } from "./words.ts";

test("the form says the defaults and ceilings that the verb holds to", () => {
  const { callTimeoutSeconds: call, idleTimeoutSeconds: idle, forwardHeaders, forwardMethods } = limits;
  expect(words.call.hint).toContain(`Default ${call.default}, at most ${call.max}.`);
  expect(words.idle.hint).toContain(`Default ${idle.default}, at most ${idle.max}.`);
  expect(words.headers.hint).toContain(`at most ${forwardHeaders.max}.`);
  expect(words.methods.hint).toContain(`at most ${forwardMethods.max}.`);
});
