import type { Route } from "@portcullis/control-plane/gateway";
import { type CompiledPolicy, compile, parsePolicy } from "@portcullis/policy";
import { BoundedMap } from "./bounded-map.ts";

/** One published version, compiled against the tools of its server. Immutable and swapped whole. */
export type Snapshot = {
  readonly policyId: string;
  readonly name: string;
  readonly version: number;
  /** Undefined: no version of this policy could be compiled here, and everything it should judge is denied with `engine_error`. */
  readonly compiled: CompiledPolicy | undefined;
  /** F7: what a server may ask of the client. Without a word in the policy: everything under default allow, nothing under default deny. */
  readonly serverRequests: ReadonlySet<string> | "all";
};

export type SnapshotFailure = { policyId: string; version: number; servedVersion: number | undefined; problem: string };

/** Compiled versions, shared by all grants that use one. A version that does not compile never replaces a good one. */
export class Snapshots {
  readonly #onFailure: (failure: SnapshotFailure) => void;
  readonly #compiled = new BoundedMap<string, Snapshot>(2_000);
  readonly #lastGood = new BoundedMap<string, Snapshot>(2_000);

  constructor(onFailure: (failure: SnapshotFailure) => void) {
    this.#onFailure = onFailure;
  }

  /** The snapshot of a route's live version; null when the grant has no policy there. */
  of(route: Route): Snapshot | null {
    if (route.policy === null) return null;
    const key = JSON.stringify([route.policy.id, route.policy.version, route.tools.map(({ name }) => name)]);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const snapshot = this.#compile(route.policy, route.tools);
    this.#compiled.set(key, snapshot);
    return snapshot;
  }

  #compile(policy: NonNullable<Route["policy"]>, tools: Route["tools"]): Snapshot {
    const lastGood = this.#lastGood.get(policy.id);
    try {
      const parsed = parsePolicy(policy.document);
      if (!parsed.ok) throw new Error(parsed.findings.map(({ pointer, message }) => `${pointer} ${message}`).join("; "));
      const snapshot: Snapshot = {
        policyId: policy.id,
        name: policy.name,
        version: policy.version,
        compiled: compile(parsed.policy, tools),
        serverRequests: parsed.policy.server_requests
          ? new Set(parsed.policy.server_requests)
          : parsed.policy.default === "allow"
            ? "all"
            : new Set(),
      };
      if (lastGood === undefined || lastGood.version <= policy.version) this.#lastGood.set(policy.id, snapshot);
      return snapshot;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#onFailure({ policyId: policy.id, version: policy.version, servedVersion: lastGood?.version, problem });
      return (
        lastGood ?? { policyId: policy.id, name: policy.name, version: policy.version, compiled: undefined, serverRequests: new Set() }
      );
    }
  }
}
