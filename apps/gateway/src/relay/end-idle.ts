import { readHeaders, upstreamHeaders } from "@portcullis/protocol";
import type { Deps } from "../deps.ts";
import type { Session } from "../message/session-envelope.ts";
import { Discard } from "./aside.ts";
import type { SessionPlace } from "./idle-sessions.ts";

/**
 * D4: ends a session that its client has left, here and at the server. Address and credential are read anew: a server that was moved, switched
 * off or deleted meanwhile is sent nothing.
 */
export async function endIdle(deps: Deps, session: Session, { grant, serverSlug }: SessionPlace): Promise<void> {
  deps.sessions.end(session);
  deps.log.info({ organization: grant.organizationSlug, server: serverSlug }, "a session that nobody used any more is ended");
  try {
    const route = await deps.store.loadRoute(grant, grant.organizationSlug, serverSlug);
    if (route === null || !route.enabled || route.serverId !== session.serverId) return;
    const { origin, pathname, search } = new URL(route.url);
    const owned = Object.keys(route.headers).map((name) => name.toLowerCase());
    const { version, upstreamId: sessionId } = session;
    const passed = upstreamHeaders({ headers: readHeaders([]), method: "DELETE", era: "legacy", version, sessionId, owned });
    const headers = [...passed, ...Object.entries(route.headers)].flat();
    if (!owned.includes("user-agent")) headers.push("user-agent", "portcullis");
    headers.push("via", "1.1 portcullis");
    deps.pools
      .of(grant.organizationId, grant.organizationSlug, origin)
      .dispatch(
        { path: `${pathname}${search}`, method: "DELETE", headers, body: null, headersTimeout: endMs, bodyTimeout: endMs },
        new Discard(),
      );
  } catch (error) {
    deps.log.warn({ error: String(error), server: serverSlug }, "an idle session could not be ended at its server");
  }
}

const endMs = 5_000;
