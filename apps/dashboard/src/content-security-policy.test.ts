import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const served = contentSecurityPolicy("abc", { development: false, secure: true });

test("nothing is allowed that is not named, and nothing inline runs without the nonce", () => {
  expect(served).toContain("default-src 'none'");
  expect(served).toContain("script-src 'nonce-abc' 'strict-dynamic';");
  expect(served).toContain("style-src-elem 'self' 'nonce-abc';");
  expect(served).toContain("frame-ancestors 'none'");
  expect(served).not.toContain("unsafe-eval");
});

test("style attributes are the only unsafe-inline", () => {
  expect(served.match(/'unsafe-inline'/g)).toHaveLength(1);
  expect(served).toContain("style-src-attr 'unsafe-inline'");
});
