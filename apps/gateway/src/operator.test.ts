import http from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorServer } from "./operator.ts";

const server = operatorServer({ isReady: () => true, metrics: async () => "", hosts: ["0.0.0.0", "Gateway.internal"] });
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

test("the operator's port answers to addresses, localhost and listed names only (A3)", async () => {
  const { port } = server.address() as { port: number };
  const ask = (host: string) =>
    new Promise<number>((resolve, reject) => {
      http
        .get({ port, host: "127.0.0.1", path: "/metrics", headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
        .on("error", reject);
    });
  for (const host of [`127.0.0.1:${port}`, "10.1.2.3", "[::1]:4001", "localhost:4001", "gateway.internal:4001"])
    expect([host, await ask(host)]).toEqual([host, 200]);
  for (const host of ["rebound.example", `rebound.example:${port}`, "127.0.0.1.rebound.example", "[::1"])
    expect([host, await ask(host)]).toEqual([host, 403]);
});
