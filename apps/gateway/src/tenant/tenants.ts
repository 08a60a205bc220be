import { hash } from "node:crypto";
import type { GatewayStore, GrantRef, Route, ToolSet } from "@portcullis/control-plane/gateway";
import type { ParamHeader } from "@portcullis/protocol";
import type { Quarantine } from "./quarantine.ts";
import { type Snapshot, type SnapshotFailure, Snapshots } from "./snapshot.ts";
import { TenantMap } from "./tenant-map.ts";
import { indexTools, type ToolIndex } from "./tool-index.ts";

/** Who calls, and what stands behind the URL for them. */
export type Tenant = {
  readonly grant: GrantRef;
  readonly route: KeptRoute;
  /** null: the grant has no policy on this server. */
  readonly snapshot: Snapshot | null;
  /** Judges the same calls beside it; what it says is recorded and nothing else. */
  readonly shadow: Snapshot | null;
  /** Where the upstream's requests go. */
  readonly origin: string;
  readonly path: string;
  /** Lower-case names that the server's credentials own. */
  readonly ownedHeaders: readonly string[];
  readonly toolNames: ReadonlySet<string>;
  /** Of the tools that have one, by name. */
  readonly toolCategories: ReadonlyMap<string, string>;
  /** SHA-256 of each tool's definition, by name. */
  readonly toolDigests: ToolSet["digests"];
  /** What the server was last seen to list, and what people accepted of it. */
  readonly known: ToolSet["known"];
  /** With their schemas, by which values are classified; empty where only names are recorded. */
  readonly toolFacts: ToolSet["facts"];
  /** C2: what the tools that mirror arguments in headers declare. */
  readonly paramHeaders: ReadonlyMap<string, readonly ParamHeader[]>;
  readonly stamp: Stamp;
};

/** What is kept of a route for each grant: documents and tools are large, and shared in compiled form. */
type KeptRoute = Omit<Route, "policy" | "shadow" | "tools">;

/** When an answer of the database was asked for: a change that came later makes it void. Times are of `performance.now()`. */
type Stamp = { readonly change: number; readonly at: number; readonly until: number };
type GrantEntry = { readonly grant: GrantRef; readonly stamp: Stamp };

/** Grants and routes by what names them, kept until something of their organization changes. */
export class Tenants {
  readonly #store: Pick<GatewayStore, "findGrant" | "loadRoute">;
  readonly #snapshots: Snapshots;
  readonly #quarantine: Pick<Quarantine, "applied">;
  readonly #grants = new TenantMap<GrantEntry>({ ...room, organizationOf: ({ grant }) => grant.organizationId });
  readonly #routes = new TenantMap<Tenant>({ ...room, organizationOf: ({ grant }) => grant.organizationId });
  readonly #indexes = new WeakMap<ToolSet, ToolIndex>();
  readonly #loading = new Map<string, Promise<unknown>>();
  /** Counts changes; an entry is good as long as its organization's last change is not younger than the entry. */
  #changes = 0;
  #changedAll = 0;
  #changed = new Map<string, number>();

  constructor(
    store: Pick<GatewayStore, "findGrant" | "loadRoute">,
    quarantine: Pick<Quarantine, "applied">,
    onFailure: (failure: SnapshotFailure) => void,
  ) {
    this.#store = store;
    this.#quarantine = quarantine;
    this.#snapshots = new Snapshots(onFailure);
  }

  /** Something of this organization changed; undefined: it may have in any. */
  changed(organizationId: string | undefined): void {
    this.#changes++;
    if (organizationId !== undefined && this.#changed.size < organizationsMax) {
      this.#changed.set(organizationId, this.#changes);
    } else {
      this.#changedAll = this.#changes;
      this.#changed.clear();
    }
  }

  /** The tenant from memory; undefined when the database must be asked. */
  cached(token: string, organizationSlug: string, serverSlug: string): Tenant | undefined {
    const entry = this.#grants.get(keyOf(token));
    if (entry === undefined || !this.#isGood(entry.grant.organizationId, entry.stamp)) return undefined;
    const tenant = this.#routes.get(`${entry.grant.id} ${organizationSlug} ${serverSlug}`);
    return tenant !== undefined && this.isCurrent(tenant) ? tenant : undefined;
  }

  /** Has this token opened a grant before? Says nothing about now. */
  knows(token: string): boolean {
    return this.#grants.get(keyOf(token)) !== undefined;
  }

  /** Nothing that this tenant was read from has changed since, and neither grant nor token has run out. */
  isCurrent({ grant, stamp }: Tenant): boolean {
    return this.#isGood(grant.organizationId, stamp);
  }

  /**
   * The tenant by the database; null for an unknown token, an unknown route and a route of somebody else alike.
   * @throws StoreUnavailable
   */
  async resolve(token: string, organizationSlug: string, serverSlug: string): Promise<Tenant | null> {
    const entry = await this.#grant(token);
    if (entry === null) return null;
    const key = `${entry.grant.id} ${organizationSlug} ${serverSlug}`;
    const known = this.#routes.get(key);
    if (known !== undefined && known.stamp.until <= entry.stamp.until && this.isCurrent(known)) return known;
    return this.#once(key, () => this.#load(entry, key, organizationSlug, serverSlug));
  }

  async #grant(token: string): Promise<GrantEntry | null> {
    const key = keyOf(token);
    const known = this.#grants.get(key);
    if (known !== undefined && this.#isGood(known.grant.organizationId, known.stamp)) return known;
    return this.#once(key, async () => {
      const begun = this.#begin();
      const grant = await this.#store.findGrant(token, { isKnown: known !== undefined });
      if (grant === null) {
        this.#grants.delete(key);
        return null;
      }
      const entry = { grant, stamp: { ...begun, until: begun.at + Math.min(grant.lifetimeMs ?? ageMsMax, ageMsMax) } };
      this.#grants.set(key, entry);
      return entry;
    });
  }

  async #load({ grant, stamp }: GrantEntry, key: string, organizationSlug: string, serverSlug: string): Promise<Tenant | null> {
    const begun = this.#begin();
    const loaded = await this.#store.loadRoute(grant, organizationSlug, serverSlug);
    if (loaded === null) {
      this.#routes.delete(key);
      return null;
    }
    const { policy, shadow, tools: stored, ...rest } = loaded;
    const tools = this.#quarantine.applied(
      { organizationId: grant.organizationId, serverId: rest.serverId, revision: rest.revision },
      stored,
    );
    // B5: what the organization pinned counts before what was found.
    const route = { ...rest, era: rest.settings.eraPin ?? rest.era };
    const url = new URL(route.url);
    const tenant: Tenant = {
      grant,
      route,
      snapshot: this.#snapshots.of(policy, tools),
      shadow: this.#snapshots.of(shadow, tools),
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      ownedHeaders: Object.keys(route.headers).map((name) => name.toLowerCase()),
      ...this.#indexOf(tools),
      toolDigests: tools.digests,
      known: stored.known,
      toolFacts: route.values.values === "names" ? [] : tools.facts,
      // The older of the two answers counts, and the shorter life.
      stamp: {
        change: Math.min(begun.change, stamp.change),
        at: Math.min(begun.at, stamp.at),
        until: Math.min(stamp.until, begun.at + ageMsMax),
      },
    };
    this.#routes.set(key, tenant);
    return tenant;
  }

  /** One index for all grants on a server. */
  #indexOf(tools: ToolSet): ToolIndex {
    const known = this.#indexes.get(tools);
    if (known !== undefined) return known;
    const index = indexTools(tools);
    this.#indexes.set(tools, index);
    return index;
  }

  #begin(): Stamp {
    const at = performance.now();
    return { change: this.#changes, at, until: at + ageMsMax };
  }

  #isGood(organizationId: string, { change, until }: Stamp): boolean {
    return this.#changedAll <= change && (this.#changed.get(organizationId) ?? 0) <= change && performance.now() < until;
  }

  /** A crowd that asks for the same thing at once asks the database once. */
  #once<T>(key: string, load: () => Promise<T>): Promise<T> {
    const running = this.#loading.get(key) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const started = load().finally(() => this.#loading.delete(key));
    this.#loading.set(key, started);
    return started;
  }
}

/** Tokens are not kept in memory. */
const keyOf = (token: string): string => hash("sha256", token, "base64");

/** However quiet an organization is, what is known of it is read again after this time. */
const ageMsMax = 60_000;
const organizationsMax = 100_000;
/** Grants, and routes of grants, in memory; what does not fit is asked for again. */
const room = { max: 20_000, shareMax: 5_000 };
