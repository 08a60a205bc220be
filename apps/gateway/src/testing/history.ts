import pg from "pg";

/** A request as it reached a server. `at`: milliseconds since the epoch, of this machine, which is the database's too. */
export type Arrival = { traceId: string; at: number };
/** A version of a policy, and when whoever published it was told so. */
export type Acknowledgement = { policyId: string; version: number; at: number };
/** A call as its client knows it: acknowledged means that an answer of the server came through. */
export type Answer = { traceId: string; answered: boolean };

export type HistoryAttempt = {
  id: string;
  traceId: string | null;
  at: number;
  effect: "allow" | "deny";
  policyId: string | null;
  policyVersion: number | null;
  /** Known at once: refusals, and messages that need no admission. */
  ownOutcome: string | null;
  /** The request for approval that it took a use of, or waits for. */
  approvalId: string | null;
  /** Does the policy that it was judged by ask for approval of its tool? Undefined where the run has no such tool. */
  needsApproval?: boolean;
  limits: readonly { name: string; max: string; after: string }[];
};
export type HistoryOutcome = { id: string; isLate: boolean; outcome: string };
export type HistoryReservation = { id: string; key: string; amount: string; windowStart: number | null; state: "taken" | "refunded" };
/** What became of a request for approval. */
export type HistoryApproval = { id: string; approvedAt: number | null; usesAllowed: number };
export type HistoryUse = { requestId: string; n: number; attemptId: string; at: number };
export type HistoryCounter = { key: string; name: string; windowStart: number; used: string };

/** Everything that one run left behind, for `anomaliesOf`. */
export type History = {
  arrivals: readonly Arrival[];
  answers: readonly Answer[];
  acknowledgements: readonly Acknowledgement[];
  attempts: readonly HistoryAttempt[];
  outcomes: readonly HistoryOutcome[];
  reservations: readonly HistoryReservation[];
  counters: readonly HistoryCounter[];
  approvals: readonly HistoryApproval[];
  uses: readonly HistoryUse[];
};

/** Reads the record and the ledger of one organization, past every right and policy. */
export async function readHistory(
  ownerUrl: string,
  organizationId: string,
  seen: Pick<History, "arrivals"> & Partial<Pick<History, "answers" | "acknowledgements">> & { toolsWithApproval?: readonly string[] },
): Promise<History> {
  const client = new pg.Client({ connectionString: ownerUrl, options: "-c timezone=UTC" });
  await client.connect();
  try {
    // The owner is bound by row-level security too.
    await client.query("SELECT set_config('app.org', $1, false)", [organizationId]);
    const read = async <Row>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as Row[];
    const { toolsWithApproval = [], ...given } = seen;
    return {
      answers: [],
      acknowledgements: [],
      ...given,
      attempts: await read(
        `SELECT id, trace_id AS "traceId", extract(epoch FROM at)::float8 * 1000 AS at, effect, policy_id AS "policyId",
        policy_version AS "policyVersion", outcome AS "ownOutcome", coalesce(limits, '[]') AS limits, approval_id AS "approvalId",
        coalesce(tool = ANY ($1), false) AS "needsApproval" FROM portcullis.attempt`,
        [toolsWithApproval],
      ),
      outcomes: await read(`SELECT id, is_late AS "isLate", outcome FROM portcullis.outcome`),
      reservations: await read(`SELECT decision_id AS id, encode(key, 'hex') AS key, amount::text AS amount, state,
        extract(epoch FROM window_start)::float8 * 1000 AS "windowStart" FROM portcullis.limit_reservation`),
      counters: await read(`SELECT encode(key, 'hex') AS key, name, used::text AS used,
        extract(epoch FROM window_start)::float8 * 1000 AS "windowStart" FROM portcullis.limit_counter`),
      approvals: await read(`SELECT r.id, extract(epoch FROM min(v.at) FILTER (WHERE v.vote = 'approve'))::float8 * 1000 AS "approvedAt",
        coalesce(min(v.uses) FILTER (WHERE v.vote = 'approve'), 0) AS "usesAllowed"
        FROM portcullis.approval_request r LEFT JOIN portcullis.approval_vote v ON v.organization_id = r.organization_id AND v.request_id = r.id GROUP BY r.id`),
      uses: await read(`SELECT request_id AS "requestId", n, attempt_id AS "attemptId", extract(epoch FROM at)::float8 * 1000 AS at
        FROM portcullis.approval_use`),
    };
  } finally {
    await client.end();
  }
}
