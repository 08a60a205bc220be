import { createServer, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";

export type Injector = { url: string; gateways: readonly { url: string }[]; token: string; close(): Promise<void> };

/** Stands in front of gateways, since the suite cannot send a credential: adds it, keeps Host and Origin, and takes the gateways in turn. */
export async function startInjector(): Promise<Injector> {
  let turn = 0;
  const server = createServer((request, response) => {
    const { gateways, token } = injector;
    const { hostname, port } = new URL(gateways[turn++ % gateways.length]!.url);
    const headers = [...request.rawHeaders, "authorization", `Bearer ${token}`];
    const upward = sendRequest({ hostname, port, method: request.method, path: request.url, headers, setHost: false, agent: false });
    upward.once("response", (answer) => {
      response.writeHead(answer.statusCode!, answer.rawHeaders);
      response.flushHeaders();
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    upward.once("error", () => response.destroy());
    response.once("close", () => upward.destroy());
    request.pipe(upward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const injector: Injector = {
    gateways: [],
    token: "",
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return injector;
}
