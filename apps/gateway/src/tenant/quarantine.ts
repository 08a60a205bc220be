import type { GatewayStore, SeenTool, ToolSet } from "@portcullis/control-plane/gateway";

type Options = {
  store: Pick<GatewayStore, "sawTools">;
  /** What is known of this organization's routes is no longer good. */
  onChange: (organizationId: string) => void;
  onError: (error: unknown) => void;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
};

/** Where a list came from, and what was known of the server when it did. */
export type Place = {
  readonly organizationId: string;
  readonly serverId: string;
  readonly revision: bigint;
  readonly known: ToolSet["known"];
};

/** A definition that was seen, until everything that is read from the database shows it. */
type Entry = {
  tool: SeenTool;
  /** From this revision on the database says so itself; undefined: it has not confirmed it. */
  revision: bigint | undefined;
  storedAt: number;
};
type Server = {
  readonly entries: Map<string, Entry>;
  writing: Set<Promise<void>>;
  /** Of lists that may still be told. */
  spare: number;
  sparedAt: number;
  failures: number;
  retry: NodeJS.Timeout | undefined;
};

/**
 * Definitions that this replica saw in lists and that are not the stored ones (security.md, TM-6). A tool that is another one by now is out of reach here at
 * once, whatever the database says or whether it answers; what was seen is written there, so that every replica and people know. Nothing here ever lifts
 * a quarantine: the entry gives way to the database when that has it.
 */
export class Quarantine {
  readonly #options: Options;
  readonly #servers = new Map<string, Server>();
  readonly #variants = new WeakMap<ToolSet, { signature: string; set: ToolSet }>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Notes what a list showed. Resolves when everybody can know, or after the store's deadline; never rejects. */
  async saw(place: Place, seen: readonly SeenTool[]): Promise<void> {
    const server = this.#server(place);
    const fresh = seen.filter(({ name, digest }) => {
      const entry = server.entries.get(name);
      return entry === undefined || entry.tool.digest !== digest || !covers(entry, place.revision);
    });
    const others = fresh.filter(({ name }) => isAccepted(place.known, name));
    // What is out of reach already is told now and then only: a server may word itself anew in every list.
    const told = others.length > 0 || (fresh.length > 0 && this.#maySpend(server)) ? ofBytes(fresh, place.known) : [];
    if (told.length > 0) {
      for (const tool of told) server.entries.set(tool.name, { tool, revision: undefined, storedAt: 0 });
      if (others.length > 0) this.#options.onChange(place.organizationId);
      this.#write(place, server, told);
    }
    await Promise.all(server.writing);
  }

  /** The tools as they count here: those that were seen with another definition are accepted by nobody. */
  applied({ organizationId, serverId, revision }: Omit<Place, "known">, tools: ToolSet): ToolSet {
    const server = this.#servers.get(keyOf(organizationId, serverId));
    if (server === undefined) return tools;
    const caught = [...server.entries.values()].filter(
      (entry) =>
        covers(entry, revision) && isAccepted(tools.known, entry.tool.name) && tools.known.get(entry.tool.name)?.seen !== entry.tool.digest,
    );
    if (caught.length === 0) return tools;
    const signature = JSON.stringify(caught.map(({ tool }) => tool.name).sort((left, right) => (left < right ? -1 : 1)));
    const known = this.#variants.get(tools);
    if (known?.signature === signature) return known.set;
    const names = new Set(caught.map(({ tool }) => tool.name));
    const facts = tools.facts.map((fact) => (names.has(fact.name) ? { ...fact, accepted: false } : fact));
    const set = { ...tools, key: `${tools.key} without ${signature}`, facts };
    this.#variants.set(tools, { signature, set });
    return set;
  }

  close(): void {
    for (const { retry } of this.#servers.values()) clearTimeout(retry);
  }

  #maySpend(server: Server): boolean {
    const now = this.#options.now();
    server.spare = Math.min(spareMax, server.spare + (now - server.sparedAt) / restMs);
    server.sparedAt = now;
    if (server.spare < 1) return false;
    server.spare -= 1;
    return true;
  }

  #write(place: Place, server: Server, tools: readonly SeenTool[]): void {
    const written = this.#writeAll(place, server, tools).catch((error: unknown) => {
      this.#options.onError(error);
      for (const { name } of tools) if (!place.known.has(name)) server.entries.delete(name);
      const missing = [...server.entries].filter(([, { revision }]) => revision === undefined);
      const cut = cutToBytes(missing.map(([, { tool }]) => tool));
      for (const [n, [, entry]] of missing.entries()) entry.tool = cut[n] ?? entry.tool;
      server.failures++;
      this.#later(place, server);
    });
    const done = written.finally(() => server.writing.delete(done));
    server.writing.add(done);
  }

  /** In portions, each of which the store's deadline has time for, and all of which need not succeed at once. */
  async #writeAll({ organizationId, serverId, known }: Place, server: Server, tools: readonly SeenTool[]): Promise<void> {
    for (const portion of portionsOf(tools)) {
      const revision = await this.#options.store.sawTools({ organizationId, serverId, tools: portion });
      server.failures = 0;
      for (const { name, digest } of portion) {
        const entry = server.entries.get(name);
        if (entry?.tool.digest !== digest) continue;
        // The text is kept by the database from here on; and a name that nothing was known of is out of reach without an entry.
        if (known.has(name)) Object.assign(entry, { tool: { name, digest, definition: "" }, revision, storedAt: this.#options.now() });
        else server.entries.delete(name);
      }
    }
  }

  /** What could not be written is tried again: nobody else knows of it yet. */
  #later(place: Place, server: Server): void {
    clearTimeout(server.retry);
    server.retry = setTimeout(
      () => {
        const missing = [...server.entries.values()].filter(({ revision }) => revision === undefined).map(({ tool }) => tool);
        if (missing.length > 0) this.#write(place, server, missing);
      },
      Math.min(retryMs * 2 ** Math.min(server.failures - 1, 6), retryMsMax),
    );
    server.retry.unref();
  }

  #server({ organizationId, serverId }: Place): Server {
    const key = keyOf(organizationId, serverId);
    const before = this.#options.now() - keptMs;
    let server = this.#servers.get(key);
    if (server === undefined) {
      if (this.#servers.size >= serversSwept)
        for (const [other, { entries }] of this.#servers) if (entries.size === 0) this.#servers.delete(other);
      server = { entries: new Map(), writing: new Set(), spare: spareMax, sparedAt: this.#options.now(), failures: 0, retry: undefined };
      this.#servers.set(key, server);
    }
    // Whatever was read before that is not used any more.
    for (const { entries } of this.#servers.size >= serversSwept ? this.#servers.values() : [server])
      for (const [name, { revision, storedAt }] of entries) if (revision !== undefined && storedAt < before) entries.delete(name);
    return server;
  }
}

/** The entry says more than what was read at this revision. */
const covers = ({ revision }: Entry, read: bigint): boolean => revision === undefined || read < revision;

/**
 * What is accepted and has changed always, though perhaps without its text; of the rest, which nobody can call, so much as is no burden. The worker's list
 * has it all.
 */
function ofBytes(fresh: readonly SeenTool[], known: ToolSet["known"]): readonly SeenTool[] {
  const others = fresh.filter(({ name }) => isAccepted(known, name));
  const news = cutToBytes(fresh.filter(({ name }) => !isAccepted(known, name))).filter(({ definition }) => definition !== "");
  return [...cutToBytes(others), ...news];
}

/** A list's texts are kept as long as it takes to write them, and longer when that fails; a server may change two thousand long ones at once. */
function cutToBytes(tools: readonly SeenTool[]): readonly SeenTool[] {
  let left = textBytesMax;
  return tools.map((tool) => {
    left -= tool.definition.length;
    return left >= 0 ? tool : { ...tool, definition: "" };
  });
}

/** At least one each, and no more text than that. */
function portionsOf(tools: readonly SeenTool[]): SeenTool[][] {
  const portions: SeenTool[][] = [];
  let left = 0;
  for (const tool of tools) {
    left -= tool.definition.length;
    if (portions.length > 0 && left >= 0) portions.at(-1)!.push(tool);
    else {
      portions.push([tool]);
      left = portionBytes - tool.definition.length;
    }
  }
  return portions;
}

const isAccepted = (known: ToolSet["known"], name: string): boolean => {
  const definition = known.get(name);
  return definition !== undefined && definition.accepted === definition.seen;
};

const keyOf = (organizationId: string, serverId: string) => `${organizationId} ${serverId}`;
const textBytesMax = 1024 * 1024;
const portionBytes = 512 * 1024;
/** How many lists of one server may tell news of what is out of reach anyway, and in what time one more. */
const spareMax = 5;
const restMs = 2_000;
const retryMs = 1_000;
const retryMsMax = 60_000;
/** Twice as long as a route is kept. */
const keptMs = 120_000;
const serversSwept = 1_000;
