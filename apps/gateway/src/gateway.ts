import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { openGatewayStore, parseKeyring, roleUrl, uuidV7, type Watch } from "@portcullis/control-plane/gateway";
import { REQUEST_LIMITS } from "@portcullis/protocol";
import { createDialer, parsePrivateUpstreams } from "@portcullis/upstream/dialer";
import { type Logger, pino } from "pino";
import { ByteBudget } from "./admit/byte-budget.ts";
import { Connections } from "./admit/connections.ts";
import { HeldCalls } from "./admit/held-calls.ts";
import { InFlight } from "./admit/in-flight.ts";
import type { Deps } from "./deps.ts";
import { type GatewaySettings, readEnv } from "./env.ts";
import { publicServer } from "./listener.ts";
import { addressOf, bracketed, listen, stop, urlOf } from "./listening.ts";
import { ApprovalStates } from "./message/approval-state.ts";
import { Origins } from "./message/origin.ts";
import { RequestStates } from "./message/request-state.ts";
import { Sessions } from "./message/session.ts";
import { Sources } from "./message/source.ts";
import { operatorServer } from "./operator.ts";
import { decisionIds } from "./record/decision-id.ts";
import { Metrics } from "./record/metrics.ts";
import { spanIds } from "./record/span-id.ts";
import { Buffered } from "./record/spool/buffered.ts";
import { Breakers } from "./relay/breakers.ts";
import { endIdle } from "./relay/end-idle.ts";
import { Heartbeat } from "./relay/heartbeat.ts";
import { IdleSessions } from "./relay/idle-sessions.ts";
import { Pools } from "./relay/pools.ts";
import { BadTokens } from "./tenant/bad-tokens.ts";
import { Freshness } from "./tenant/freshness.ts";
import { Quarantine } from "./tenant/quarantine.ts";
import { Tenants } from "./tenant/tenants.ts";

export type Gateway = {
  /** Where it listens, without a trailing slash. */
  url: string;
  operatorUrl: string;
  /** Readiness turns red, running calls end, streams are closed, then everything else. */
  close(): Promise<void>;
};

/** A gateway without an operator's port of its own. */
type OpenGateway = {
  url: string;
  isReady: () => boolean;
  registry: Deps["metrics"]["registry"];
  /** @param noticeMs for so long it goes on to serve, no longer ready, and keeps no connection for a next request */
  close: (noticeMs: number) => Promise<void>;
};

/**
 * Starts one gateway process's work: store, caches, pipeline, both listeners.
 *
 * @param environment settings by name, as in `env.ts`; the process's own when left out
 * @throws z.ZodError for a setting that is wrong, KeyError for the root key, PrivateUpstreamsError for that list, EADDRINUSE for a taken port
 */
export async function startGateway(environment?: Readonly<Record<string, string | undefined>>, logger?: Logger): Promise<Gateway> {
  const settings = readEnv(environment);
  let opened: OpenGateway | undefined;
  const operator = operatorServer({
    isReady: () => opened?.isReady() ?? false,
    metrics: async () => (await opened?.registry.metrics()) ?? "",
    hosts: [settings.OPERATOR_HOST, ...settings.OPERATOR_ALLOWED_HOSTS],
  });
  try {
    await listen(operator, settings.OPERATOR_PORT, settings.OPERATOR_HOST);
    const gateway = await openGateway(settings, logger);
    opened = gateway;
    return {
      url: gateway.url,
      operatorUrl: urlOf(operator),
      close: async () => {
        await gateway.close(settings.DRAIN_NOTICE_SECONDS * 1_000);
        await stop(operator);
      },
    };
  } catch (error) {
    operator.close();
    throw error;
  }
}

/** Everything but the operator's port. @throws as startGateway does */
export async function openGateway(settings: GatewaySettings, logger?: Logger): Promise<OpenGateway> {
  const log = logger ?? pino({ level: settings.LOG_LEVEL, base: null }, pino.destination({ fd: 2, sync: false }));
  const { deps, origins, connectionsOf, watching } = assemble(settings, log);
  const server = publicServer(settings, () => deps);
  const connections = new Connections(
    server,
    deps.sources,
    { max: settings.LIMIT_CONNECTIONS, perSource: settings.LIMIT_CONNECTIONS_PER_SOURCE },
    (source) => deps.store.log({ source, kind: "too_many_connections" }),
  );
  connectionsOf(() => connections.open);
  try {
    const watch = await deps.store.watch({
      onChange: (organizationId) => deps.tenants.changed(organizationId),
      onSessionEnded: (session) => {
        deps.sessions.remember(session);
        deps.idleSessions.forget(session.tag);
      },
      onApproval: (organizationId, approvalId) => deps.heldCalls.told(organizationId, approvalId),
      onCallCancelled: (mark) => deps.heldCalls.cancelledElsewhere(mark),
      onSessionsUsed: (tags) => {
        for (const tag of tags) deps.idleSessions.usedElsewhere(tag);
      },
      onState: (up, cause) =>
        up ? log.info("the database answers again") : log.error({ cause: cause?.operator }, "the database does not answer"),
    });
    watching(watch);
    const housekeeping = setInterval(
      () => deps.idleSessions.sweep(deps.freshness.isFresh()),
      sweepMsOf(settings.LIMIT_SESSION_IDLE_SECONDS),
    ).unref();
    await listen(server, settings.GATEWAY_PORT, settings.GATEWAY_HOST);
    origins.addLoopbackPort(addressOf(server).port);
    return {
      url: urlOf(server),
      isReady: () => !deps.shutdown.begun && deps.freshness.isFresh(),
      registry: deps.metrics.registry,
      close: async (noticeMs) => {
        deps.shutdown.begun = true;
        clearInterval(housekeeping);
        await new Promise((resolve) => setTimeout(resolve, noticeMs));
        await drain(server, deps, settings.DRAIN_SECONDS * 1_000);
        await watch.close();
        deps.heartbeat.close();
        deps.heldCalls.close();
        deps.quarantine.close();
        await deps.pools.close();
        await deps.buffered?.close();
        await deps.store.close();
      },
    };
  } catch (error) {
    server.close();
    deps.heartbeat.close();
    deps.heldCalls.close();
    await deps.store.close().catch(() => {});
    throw error;
  }
}

function assemble(settings: GatewaySettings, log: Logger) {
  const keyring = parseKeyring(settings.ROOT_KEY);
  let watch: Watch | undefined;
  let connections = () => 0;
  const now = Date.now;
  const calls = { grant: settings.LIMIT_CALLS_PER_GRANT, organization: settings.LIMIT_CALLS_PER_ORGANIZATION };
  const inFlight = new InFlight({
    call: { ...calls, server: settings.LIMIT_CALLS_PER_UPSTREAM },
    aside: calls,
    held: {
      grant: settings.LIMIT_HELD_PER_GRANT,
      organization: settings.LIMIT_HELD_PER_ORGANIZATION,
      replica: settings.LIMIT_HELD,
    },
    probe: { grant: settings.LIMIT_PROBES_PER_GRANT, organization: settings.LIMIT_PROBES_PER_ORGANIZATION },
    stream: {
      grant: settings.LIMIT_STREAMS_PER_GRANT,
      organization: settings.LIMIT_STREAMS_PER_ORGANIZATION,
      replica: settings.LIMIT_STREAMS,
    },
  });
  const buffers = new ByteBudget(settings.LIMIT_BUFFERED_BYTES);
  const breakerLimits = {
    failuresMax: settings.LIMIT_BREAKER_FAILURES,
    withinMs: settings.LIMIT_BREAKER_SECONDS * 1_000,
    openMs: settings.LIMIT_BREAKER_OPEN_SECONDS * 1_000,
  };
  const breakers = new Breakers(
    breakerLimits,
    () => performance.now(),
    (server) => {
      metrics.breakerOpened();
      log.warn({ server }, "nothing is sent to this server for now: it could not be reached, or did not answer in time");
    },
  );
  const metrics = new Metrics({
    breakers: (state) => breakers.count(state),
    inFlight: () => inFlight.calls,
    streams: () => inFlight.streams,
    held: () => inFlight.held,
    connections: () => connections(),
    buffered: () => buffers.used,
    recordsWaiting: () => store.recordsWaiting(),
    admissionsWaiting: () => store.admissionsWaiting(),
    admissionLanes: () => store.admissionLanes(),
    outcomesWaiting: () => store.outcomesWaiting(),
    spooled: () => buffered?.waiting ?? 0,
  });
  const store = openGatewayStore({
    databaseUrl: roleUrl(settings.DATABASE_URL, "pc_gateway", keyring),
    keyring,
    deadlineMs: settings.LIMIT_ADMISSION_SECONDS * 1_000,
    recordQueueMax: settings.LIMIT_RECORD_QUEUE,
    onRecordBatch: (rows) => metrics.batch(rows),
    onAdmissionBatch: (calls) => metrics.admissionBatch(calls),
    onSweep: (attempts) => metrics.swept(attempts),
    onError: (error) => log.warn({ error: error instanceof Error ? error.message : String(error) }, "a database connection failed"),
  });
  const dialer = createDialer({
    allow: parsePrivateUpstreams(settings.PORTCULLIS_PRIVATE_UPSTREAMS, { allowLoopback: settings.PORTCULLIS_ALLOW_LOOPBACK === "1" }),
    connectTimeoutMs: settings.LIMIT_CONNECT_SECONDS * 1_000,
  });
  const origins = new Origins({
    publicUrl: settings.GATEWAY_URL ?? `http://${bracketed(settings.GATEWAY_HOST)}:${settings.GATEWAY_PORT}`,
    host: settings.GATEWAY_HOST,
    hosts: settings.ALLOWED_HOSTS,
    origins: settings.ALLOWED_ORIGINS,
  });
  const buffered =
    settings.SPOOL_DIRECTORY === undefined
      ? undefined
      : new Buffered({
          store,
          folder: settings.SPOOL_DIRECTORY,
          newId: () => uuidV7(new Date(), randomBytes(10)),
          bytesMax: settings.LIMIT_SPOOL_BYTES,
          onError: (error) =>
            log.warn({ error: error instanceof Error ? error.message : String(error) }, "the spool waits for the database"),
        });
  const quarantine = new Quarantine({
    store,
    onChange: (organizationId) => deps.tenants.changed(organizationId),
    onError: (error) =>
      log.error({ error: String(error) }, "what a server lists could not be written down; its changed tools are out of reach here"),
    now: () => performance.now(),
  });
  const deps: Deps = {
    store,
    buffered,
    quarantine,
    tenants: new Tenants(store, quarantine, (failure) =>
      log.error(failure, "a published policy does not compile: everything under it is denied"),
    ),
    freshness: new Freshness(() => watch),
    badTokens: new BadTokens(settings.LIMIT_BAD_TOKENS_PER_MINUTE, now),
    sessions: new Sessions({
      keys: derivedOnce((version) => store.key("session", version)),
      now,
      onEnd: (session) => {
        deps.idleSessions.forget(session.tag);
        store.sessionEnded(session);
      },
    }),
    idleSessions: new IdleSessions({
      idleMs: settings.LIMIT_SESSION_IDLE_SECONDS * 1_000,
      sweepMs: sweepMsOf(settings.LIMIT_SESSION_IDLE_SECONDS),
      now: () => performance.now(),
      onUsed: (tags) => store.sessionsUsed(tags),
      onIdle: (session, place) => void endIdle(deps, session, place),
    }),
    requestStates: new RequestStates({ keys: derivedOnce((version) => store.key("request-state", version)), now }),
    approvalStates: new ApprovalStates({ keys: derivedOnce((version) => store.key("approval-state", version)), now }),
    heldCalls: new HeldCalls({ store, onError: (error) => log.warn({ error: String(error) }, "held calls could not be looked after") }),
    dashboardUrl: settings.DASHBOARD_URL,
    origins,
    sources: new Sources(settings.TRUSTED_PROXIES),
    inFlight,
    buffers,
    pools: new Pools(dialer, {
      callsMax: settings.LIMIT_CONNECTIONS_PER_UPSTREAM,
      streamsMax: settings.LIMIT_STREAMS_PER_ORGANIZATION,
    }),
    breakers,
    shutdown: { begun: false },
    heartbeat: new Heartbeat(settings.LIMIT_COMMENT_SECONDS * 1_000),
    metrics,
    log,
    limits: {
      bodyBytesMax: settings.LIMIT_BODY_BYTES,
      scan: { ...REQUEST_LIMITS, bytesMax: settings.LIMIT_BODY_BYTES },
      // Its questions, each of which has its second, one after the other.
      judgeMs: settings.LIMIT_ADMISSION_SECONDS * 5_000,
      silenceMs: settings.LIMIT_SILENCE_SECONDS * 1_000,
      callMs: settings.LIMIT_CALL_SECONDS * 1_000,
      streamMs: settings.LIMIT_STREAM_SECONDS * 1_000,
      writeMs: settings.LIMIT_WRITE_SECONDS * 1_000,
    },
    newId: decisionIds(now),
    newSpanId: spanIds(),
    now,
  };
  return {
    deps,
    origins,
    watching: (watching: Watch) => {
      watch = watching;
    },
    connectionsOf: (read: () => number) => {
      connections = read;
    },
  };
}

/** Idle sessions are looked for every minute, or more often where they end sooner. */
const sweepMsOf = (idleSeconds: number): number => Math.min(60_000, (idleSeconds * 1_000) / 10);

/** Keys are derived once: they are asked for with every request of a session. */
function derivedOnce(
  derive: Deps["store"]["key"] extends (purpose: string, version?: number) => infer K ? (version?: number) => K : never,
) {
  const known = new Map<number | undefined, ReturnType<typeof derive>>();
  return (version?: number) => {
    if (!known.has(version) && known.size < 100) known.set(version, derive(version));
    return known.get(version);
  };
}

/** H5: no new connection, running calls end, streams that no call waits for are closed soundly. */
async function drain(server: Server, deps: Deps, drainMs: number): Promise<void> {
  const stopped = stop(server);
  server.closeIdleConnections();
  deps.heartbeat.drain();
  const impatient = setTimeout(() => server.closeAllConnections(), drainMs);
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  await stopped;
  clearTimeout(impatient);
  clearInterval(idle);
}
