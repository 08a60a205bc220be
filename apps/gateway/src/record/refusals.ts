import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** Notes a refusal that has no tenant in the installation's log. Nothing of a credential is in it. */
export function recordRefusal(x: Exchange, { status, log, message }: Reply): void {
  x.deps.metrics.refused(status);
  if (log === undefined) return;
  const url = x.request.url ?? "";
  const query = url.indexOf("?");
  x.deps.store.log({ source: x.source, kind: log, method: x.request.method, path: query < 0 ? url : url.slice(0, query), detail: message });
}
