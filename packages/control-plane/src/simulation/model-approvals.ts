/** What a call asks for that people have to approve. `key`: the same words; `digest`: the same call; `version`: of the policy that asks. */
export type ModelAsked = { id: string; key: string; digest: string; version: number; minApprovals: number };
type Approve = { by: string; at: number; uses: number; until: number | null };
export type ModelRequest = ModelAsked & {
  grantId: string;
  at: number;
  expiresAt: number;
  approves: Approve[];
  refused: boolean;
  end?: "void" | "withdrawn";
  /** Attempts that ran on it. */
  uses: string[];
};
export type ModelState = "pending" | "approved" | "used" | "lapsed" | "refused" | "expired" | "void" | "withdrawn";
export type Found =
  | { runs: ModelRequest }
  | { verdict: "held"; approvalId: string }
  | { verdict: "denied"; reason: "approval_required" | "approval_invalid"; approvalId?: string };

/** Requests for approval again, as `portcullis.admit`, `approval_standing` and `note_vote` have them. */
export class ModelApprovals {
  requests = new Map<string, ModelRequest>();

  /** Finds what counts for a call, or asks people. */
  find(asked: ModelAsked, grantId: string, stamp: number): Found {
    const own = [...this.requests.values()].filter((one) => one.grantId === grantId && one.key === asked.key).sort(byAge);
    const live = own.slice(0, 8).find((one) => isOpen(one, stamp));
    const state = live && stateOf(live, stamp);
    if (live === undefined) return this.#ask(asked, grantId, stamp);
    if (state === "refused") return { verdict: "denied", reason: "approval_required", approvalId: live.id };
    const isSame = live.digest === asked.digest && live.version === asked.version && live.minApprovals === asked.minApprovals;
    if (isSame) return state === "approved" ? { runs: live } : { verdict: "held", approvalId: live.id };
    live.end = "void";
    return state === "approved" ? { verdict: "denied", reason: "approval_invalid", approvalId: live.id } : this.find(asked, grantId, stamp);
  }

  #ask(asked: ModelAsked, grantId: string, stamp: number): Found {
    const waiting = [...this.requests.values()].filter(
      (one) => one.grantId === grantId && one.expiresAt > stamp && one.end === undefined && !one.refused && !isEnough(one),
    );
    if (waiting.length >= 20) return { verdict: "denied", reason: "approval_required" };
    this.requests.set(asked.id, { ...asked, grantId, at: stamp, expiresAt: stamp + askedMs, approves: [], refused: false, uses: [] });
    return { verdict: "held", approvalId: asked.id };
  }

  /** @returns whether the word counts: one per person, and only while there is something to decide */
  vote(id: string, by: string, vote: "approve" | "refuse", stamp: number, uses = 1, until: number | null = null): boolean {
    const request = this.requests.get(id)!;
    const state = stateOf(request, stamp);
    if (state !== "pending" && !(state === "approved" && vote === "refuse")) return false;
    if (vote === "refuse") request.refused = true;
    else if (request.approves.some((one) => one.by === by)) return false;
    else request.approves.push({ by, at: stamp, uses, until });
    return true;
  }

  withdraw(id: string, stamp: number): void {
    const request = this.requests.get(id)!;
    if (stateOf(request, stamp) === "pending") request.end = "withdrawn";
  }
}

export function stateOf(request: ModelRequest, now: number): ModelState {
  const { approves, uses } = request;
  if (request.refused) return "refused";
  if (request.end !== undefined) return request.end;
  const allowed = usesAllowed(request);
  if (uses.length > 0 && uses.length >= allowed) return "used";
  if (!isEnough(request)) return now < request.expiresAt ? "pending" : "expired";
  if (now < usableUntil(request)) return "approved";
  return uses.length > 0 && approves.length > 0 ? "used" : "lapsed";
}

export const usesAllowed = ({ approves }: ModelRequest): number =>
  Math.min(...approves.map(({ uses }) => uses), ...(approves.length > 0 ? [] : [1]));

export function usableUntil({ approves, minApprovals }: ModelRequest): number {
  const inOrder = [...approves].sort((one, other) => one.at - other.at || (one.by < other.by ? -1 : 1));
  const times = approves.flatMap(({ until }) => (until === null ? [] : [until]));
  return Math.min(...times, ...(times.length < approves.length ? [inOrder[minApprovals - 1]!.at + 300_000] : []));
}

const isEnough = ({ approves, minApprovals }: ModelRequest): boolean => approves.length >= minApprovals;

const isOpen = (request: ModelRequest, stamp: number): boolean => {
  const state = stateOf(request, stamp);
  return state === "pending" || state === "approved" || (state === "refused" && stamp < request.expiresAt);
};

const byAge = (one: ModelRequest, other: ModelRequest): number => other.at - one.at || (one.id < other.id ? 1 : -1);
const askedMs = 900_000;
