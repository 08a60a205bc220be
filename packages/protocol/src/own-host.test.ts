import { expect, test } from "vitest";
import { ownHost } from "./own-host.ts";

const isOwn = ownHost(["Gateway.internal"]);

test.each([
  "127.0.0.1",
  "127.0.0.1:4001",
  "10.1.2.3",
  "255.255.255.255:1",
  "[::1]:4001",
  "[::ffff:10.0.0.1]",
  "localhost",
  "LOCALHOST:80",
  "gateway.internal:4001",
])("%s is ours", (host) => expect(isOwn(host)).toBe(true));

test.each([
  undefined,
  "",
  "rebound.example",
  "rebound.example:4001",
  "127.0.0.1.rebound.example",
  "[::1",
  "256.0.0.1",
  "1.2.3",
  "1.2.3.4.",
  "[::1].x",
  "localhost.x",
])("%s is not", (host) => expect(isOwn(host)).toBe(false));
