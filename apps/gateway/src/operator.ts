import { createServer, type Server } from "node:http";
import { ownHost } from "@portcullis/protocol";
import { Registry } from "prom-client";

export type OperatorView = {
  isReady: () => boolean;
  /** In Prometheus' text form. */
  metrics: () => Promise<string>;
  /** Names by which it may be asked, besides addresses and localhost. */
  hosts: readonly string[];
};

/** The operator's port: liveness, readiness and metrics. Nothing of a tenant is on it; it is not for the public. */
export function operatorServer({ isReady, metrics, hosts }: OperatorView): Server {
  const isOwn = ownHost(hosts);
  return createServer((request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") => {
      response.writeHead(status, { "content-type": type }).end(body);
    };
    if (!isOwn(request.headers.host)) return answer(403, "not served under this name\n");
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "GET only\n");
    switch (request.url) {
      case "/healthz":
        return answer(200, "ok\n");
      case "/readyz":
        return isReady() ? answer(200, "ready\n") : answer(503, "not ready\n");
      case "/metrics":
        return void metrics().then(
          (text) => answer(200, text, Registry.PROMETHEUS_CONTENT_TYPE),
          () => answer(500, "the metrics could not be read\n"),
        );
      default:
        return answer(404, "not found\n");
    }
  });
}
