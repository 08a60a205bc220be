import type { LivePolicy, ToolSet } from "@portcullis/control-plane/gateway";
import { type CompiledPolicy, compile, parsePolicy } from "@portcullis/policy";
import { BoundedMap } from "./bounded-map.ts";

/** One published version, compiled against the tools of its server. Immutable and swapped whole. */
export type Snapshot = {
  readonly policyId: string;
  readonly name: string;
  readonly version: number;
  /** Undefined: no version of this policy could be compiled here, and everything it should judge is denied with `engine_error`. */
  readonly compiled: CompiledPolicy | undefined;
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

  /** The snapshot that decides by this version; null when there is no policy. */
  live(policy: LivePolicy | null, tools: ToolSet): Snapshot | null {
    if (policy === null) return null;
    const snapshot = this.#of(policy, tools);
    if (snapshot.compiled !== undefined) {
      const lastGood = this.#lastGood.get(policy.id);
      if (lastGood === undefined || lastGood.version <= policy.version) this.#lastGood.set(policy.id, snapshot);
      return snapshot;
    }
    return this.#lastGood.get(policy.id) ?? snapshot;
  }

  /** The snapshot that only judges beside: an older version in its place would answer a question that nobody asked. */
  shadow(policy: LivePolicy | null, tools: ToolSet): Snapshot | null {
    return policy === null ? null : this.#of(policy, tools);
  }

  #of(policy: LivePolicy, tools: ToolSet): Snapshot {
    // Every fact of a tool that a policy is compiled with is in the set's key.
    const key = `${policy.id} ${policy.version} ${tools.key} ${policy.name}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const { id: policyId, name, version } = policy;
    const snapshot: Snapshot = Object.freeze({ policyId, name, version, compiled: this.#compile(policy, tools) });
    this.#compiled.set(key, snapshot);
    return snapshot;
  }

  #compile({ id, version, document }: LivePolicy, tools: ToolSet): CompiledPolicy | undefined {
    try {
      const parsed = parsePolicy(document);
      if (!parsed.ok) throw new Error(parsed.findings.map(({ pointer, message }) => `${pointer} ${message}`).join("; "));
      return compile(parsed.policy, tools.facts);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#onFailure({ policyId: id, version, servedVersion: this.#lastGood.get(id)?.version, problem });
      return undefined;
    }
  }
}
