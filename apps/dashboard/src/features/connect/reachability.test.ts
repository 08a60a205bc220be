import { expect, test } from "vitest";
import { reachability } from "./reachability.ts";

test.each([
  "http://localhost:4000",
  "https://127.0.0.1",
  "https://[::1]:4000",
  "https://10.1.2.3",
  "https://172.16.0.1",
  "https://192.168.1.4",
  "https://169.254.1.1",
  "https://100.64.0.1",
  "https://[fd00::1]",
  "https://[fe80::1]",
  "https://[::ffff:10.0.0.1]",
  "https://gateway",
  "https://gateway.local",
  "https://gateway.internal.",
  "http://gateway.example.com",
])("%s is out of reach for a cloud", (url) => expect(reachability(url).public).toBe(false));

test.each(["https://gateway.example.com", "https://172.32.0.1", "https://8.8.8.8", "https://[2606:4700::1]"])("%s is public", (url) =>
  expect(reachability(url)).toEqual({ public: true }),
);
