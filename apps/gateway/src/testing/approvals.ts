import { randomUUID } from "node:crypto";
import { type Fixture, type FixtureOptions, fixture } from "./fixture.ts";
import { until } from "./harness.ts";
import { modern } from "./modern.ts";
import type { Seed } from "./seed.ts";

export type ApprovalRow = {
  id: string;
  state: string;
  grant_id: string;
  tool: string | null;
  uses: number;
  rule: string;
  category: string | null;
  sealed_call: string;
};

/** People who can approve, by plain SQL: the control plane's verbs have tests of their own. */
export class Approvers {
  readonly #seed: Seed;

  constructor(seed: Seed) {
    this.#seed = seed;
  }

  async person(role = "admin"): Promise<string> {
    const id = randomUUID();
    await this.#seed.sql("INSERT INTO portcullis.user_account (id, email, name) VALUES ($1, $2, 'somebody')", [id, `${id}@example.com`]);
    await this.#seed.sql("INSERT INTO portcullis.membership (organization_id, user_id, role) VALUES ($1, $2, $3)", [
      this.#seed.organizationId,
      id,
      role,
    ]);
    return id;
  }

  async vote(
    request: string,
    vote: "approve" | "refuse" = "approve",
    { by = undefined as string | undefined, uses = 1 } = {},
  ): Promise<void> {
    await this.#seed.sql(
      `INSERT INTO portcullis.approval_vote (organization_id, request_id, user_id, vote, user_name, role, uses, uses_until)
       VALUES ($1, $2, $3, $4, 'somebody', 'admin', $5, CASE WHEN $5 > 1 THEN portcullis.now() + interval '1 hour' END)`,
      [this.#seed.organizationId, request, by ?? (await this.person()), vote, uses],
    );
  }

  /** Oldest first. */
  requests(): Promise<ApprovalRow[]> {
    return this.#seed.sql("SELECT * FROM portcullis.approval WHERE organization_id = $1 ORDER BY at, id", [this.#seed.organizationId]);
  }

  /** The ids of those that wait, once there are so many. */
  async pending(count = 1): Promise<string[]> {
    const rows = await until(
      async () => (await this.requests()).filter(({ state }) => state === "pending"),
      (found) => found.length >= count,
    );
    return rows.map(({ id }) => id);
  }

  /** People say no to all that waits: who holds it is told so. */
  async refuse(): Promise<void> {
    for (const { id, state } of await this.requests()) if (state === "pending") await this.vote(id, "refuse");
  }

  /** Nothing waits any more. A call that is held is asked about anew. */
  async clear(): Promise<void> {
    await this.#seed.sql(
      `INSERT INTO portcullis.approval_end (organization_id, request_id, kind)
       SELECT organization_id, id, 'withdrawn' FROM portcullis.approval WHERE organization_id = $1 AND state = 'pending'`,
      [this.#seed.organizationId],
    );
  }

  async state(id: string): Promise<string | undefined> {
    return (await this.requests()).find((row) => row.id === id)?.state;
  }
}

export type ApprovalFixture = Fixture & { approvers: Approvers };

/** `write` needs approval and is not waited for; `hold` waits for it; `read` is free. */
export const approvalPolicy = (more: object = {}) => ({
  version: "1",
  default: "deny",
  tools: {
    read: { action: "allow" },
    write: { action: "require_approval", reason: "Writing needs a person." },
    hold: { action: "require_approval", approval: { wait: "30s" } },
  },
  ...more,
});

export async function approvalFixture(options: FixtureOptions = {}): Promise<ApprovalFixture> {
  const f = await fixture({ era: "dual", tools: ["read", "write", "hold"], document: approvalPolicy(), ...options });
  return Object.assign(f, { approvers: new Approvers(f.seed) });
}

/** A call as a client of 2026-07-28 makes it that can open pages for its user. */
export const urlCall = (name: string, args: object = {}, more: object = {}, id: string | number = 1) =>
  modern("tools/call", { name, arguments: args, ...more }, { id, capabilities: { elicitation: { url: {} } } });
