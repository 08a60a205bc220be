import { LEGACY_VERSIONS, singleHeader } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
import type { SealKeys } from "./sealed.ts";
import { openSession, type Session } from "./session-envelope.ts";

/** The sealed sessions of legacy clients, as one replica sees them. */
export class Sessions {
  readonly keys: SealKeys;
  readonly #ageMsMax: number;
  readonly #now: () => number;
  /** Ended, here or at another replica (D3). */
  readonly #ended = new Map<string, number>();
  readonly #inFlight = new Set<string>();

  readonly #onEnd: (session: EndedSession) => void;

  constructor({ keys, now, onEnd = () => {}, ageMsMax = 24 * 3_600_000 }: SessionsOptions) {
    this.#onEnd = onEnd;
    this.keys = keys;
    this.#now = now;
    this.#ageMsMax = ageMsMax;
  }

  /** The session of an id, when it is this grant's on this server, young enough and not ended. */
  open(id: string, grantId: string, serverId: string): Session | undefined {
    const session = openSession(this.keys, id);
    if (session === undefined || session.grantId !== grantId || session.serverId !== serverId) return undefined;
    const age = this.#now() - session.issuedAt;
    return age > this.#ageMsMax || this.#ended.has(session.tag) ? undefined : session;
  }

  end({ tag, issuedAt }: Session): void {
    this.remember({ tag, issuedAt });
    this.#onEnd({ tag, issuedAt });
  }

  /** Another replica has ended it. */
  remember({ tag, issuedAt }: EndedSession): void {
    const goneBefore = this.#now() - this.#ageMsMax;
    for (const [old, at] of this.#ended) {
      if (at >= goneBefore && this.#ended.size < endedMax) break;
      this.#ended.delete(old);
    }
    this.#ended.set(tag, issuedAt);
  }

  /** D1: an id may be in flight once per session. False when it already is. */
  begin(call: string): boolean {
    if (this.#inFlight.has(call)) return false;
    this.#inFlight.add(call);
    return true;
  }

  finish(call: string): void {
    this.#inFlight.delete(call);
  }
}

type EndedSession = Pick<Session, "tag" | "issuedAt">;
type SessionsOptions = {
  keys: SealKeys;
  now: () => number;
  /** Tells the other replicas. */
  onEnd?: (session: EndedSession) => void;
  ageMsMax?: number;
};

/** D2, D3: opens the session id of a legacy request. Every dead, foreign or tampered one gets the same 404, at which clients begin anew. */
export function session(x: Exchange): Reply | undefined {
  if (x.era !== "legacy") return undefined;
  const id = singleHeader(x.headers, "mcp-session-id");
  // An initialize opens a session of its own, whatever dead id it still carries.
  if (id === undefined || x.isInitialize) return undefined;
  const { grant, route } = x.tenant!;
  const opened = x.deps.sessions.open(id, grant.id, route.serverId);
  if (opened === undefined) return sessionNotFound(x);
  x.session = opened;
  x.whenOver(x.deps.idleSessions.begin(opened, x.tenant!));
  x.client = { name: opened.clientName, version: opened.clientVersion };
  // B4: on a session its version counts, whatever served one the header names.
  x.version = LEGACY_VERSIONS.includes(opened.version) ? opened.version : x.version;
  if (x.message?.kind !== "request") return undefined;
  const call = `${opened.tag} ${x.message.id.key}`;
  if (!x.deps.sessions.begin(call)) return refuse("profile_breach", "This id is already in flight on this session.", { id: x.requestId });
  x.whenOver(() => x.deps.sessions.finish(call));
  return undefined;
}

export function sessionNotFound(x: Exchange): Reply {
  return refuse("session_not_found", "Session not found", { id: x.requestId, reason: "session_not_found" });
}

const endedMax = 50_000;
