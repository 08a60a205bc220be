import type { Server } from "node:http";

/** Resolves when the server listens. @throws EADDRINUSE and its like */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

/** No new connection; resolves when the last one is closed. */
export const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

/** Where it listens, without a trailing slash. */
export function urlOf(server: Server): string {
  const { address, port } = addressOf(server);
  return `http://${bracketed(address)}:${port}`;
}

export const addressOf = (server: Server) => server.address() as Exclude<ReturnType<Server["address"]>, string | null>;

export const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);
