import type { LivePolicy, ToolSet } from "@portcullis/control-plane/gateway";
import { type CompiledPolicy, compile, parsePolicy } from "@portcullis/policy";
import { BoundedMap } from "./bounded-map.ts";

/** One published version, compiled against the tools of its server. Immutable and swapped whole. */
export type Snapshot = {
  readonly policyId: string;
  readonly name: string;
  readonly version: number;
  /** Undefined: it could not be compiled here, and everything it should judge is denied with `engine_error`. */
  readonly compiled: CompiledPolicy | undefined;
};

export type SnapshotFailure = { policyId: string; version: number; problem: string };

/**
 * Compiled versions, shared by all grants that use one. A published version decides, also when it does not compile: an older one in its
 * place could allow what the new one was published to forbid, so everything is denied until a sound version is live (security.md L9).
 */
export class Snapshots {
  readonly #onFailure: (failure: SnapshotFailure) => void;
  readonly #compiled = new BoundedMap<string, Snapshot>(2_000);

  constructor(onFailure: (failure: SnapshotFailure) => void) {
    this.#onFailure = onFailure;
  }

  /** The snapshot of this version; null when there is no policy. */
  of(policy: LivePolicy | null, tools: ToolSet): Snapshot | null {
    if (policy === null) return null;
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
      this.#onFailure({ policyId: id, version, problem });
      return undefined;
    }
  }
}
