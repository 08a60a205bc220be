import type { Exchange } from "../exchange.ts";
import { type Connection, NoConnection } from "../relay/connections.ts";
import { deliverFailure } from "../relay/deliver.ts";
import { failureOf, isOutage } from "../relay/failure.ts";
import type { Reply } from "../reply.ts";
import { busy } from "./place.ts";

/**
 * Takes the connection that an admitted call leaves on, before it is admitted: a server that is not there costs no reservation. "over": the
 * server could not be reached, and that is recorded and answered.
 */
export function takeConnection(x: Exchange): Promise<Reply | "over" | undefined> | undefined {
  if (x.connection !== undefined) return undefined;
  const { grant, origin } = x.tenant!;
  const use = x.rule?.method === "subscriptions/listen" ? "streams" : "calls";
  try {
    const taken = x.deps.pools.of(grant.organizationId, grant.organizationSlug, origin, use).take(waitMs);
    if (taken instanceof Promise) return taken.then((connection) => keep(x, connection)).catch((error: unknown) => failed(x, error));
    keep(x, taken);
    return undefined;
  } catch (error) {
    return Promise.resolve(failed(x, error));
  }
}

function keep(x: Exchange, connection: Connection): undefined {
  x.connection = connection;
  x.whileAtWork(() => connection.release());
}

function failed(x: Exchange, error: unknown): Reply | "over" {
  if (error instanceof NoConnection) return busy(x);
  const failure = failureOf(error, false);
  if (isOutage(error, failure)) x.attempt?.failed();
  deliverFailure(x, failure);
  return "over";
}

const waitMs = 5_000;
