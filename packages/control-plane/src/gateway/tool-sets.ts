import type { PoolClient } from "@portcullis/db/runtime";
import type { ToolFacts } from "@portcullis/policy";
import { factsOf } from "../policy/tool-facts.ts";

/**
 * The tools of a server as policies see them, in the server's order. `key` is another one whenever any of their facts is. `digests`: of
 * their definitions, by name. `known`: of every tool that the server was seen to list, those that are withheld too.
 */
export type ToolSet = {
  readonly key: string;
  readonly facts: readonly ToolFacts[];
  readonly digests: ReadonlyMap<string, Uint8Array>;
  readonly known: ReadonlyMap<string, KnownDefinition>;
};

/** SHA-256 of the definition that was seen last, and of the one that a person accepted last; hex. */
export type KnownDefinition = { readonly seen: string; readonly accepted: string | null };

/** Definitions are large and rarely change, so they are read once per change and shared by every grant on the server. */
export class ToolSets {
  readonly #setsMax: number;
  /** By server; the one that was read first goes first. */
  readonly #sets = new Map<string, ToolSet>();

  constructor(setsMax = 1_000) {
    this.#setsMax = setsMax;
  }

  /** The tools of a server, within the transaction of the organization that owns it. */
  async of(client: PoolClient, serverId: string): Promise<ToolSet> {
    const asked = await client.query<{ key: string }>({ name: "route_tools_key", text: keyText, values: [serverId] });
    const kept = this.#sets.get(serverId);
    if (kept !== undefined && kept.key === asked.rows[0]?.key) return kept;
    const { rows } = await client.query<DefinitionRow>({ name: "route_tools", text: definitionsText, values: [serverId] });
    // The key comes with the definitions: they may have changed between the two questions.
    const served = rows.filter(isServed);
    const digests = new Map(served.map(({ name, digest }) => [name, digest]));
    const known = new Map(rows.filter(({ name }) => name !== null).map((row) => [row.name, knownOf(row)]));
    const set = { key: rows[0]?.key ?? "", facts: served.map(factsOfRow), digests, known };
    this.#sets.delete(serverId);
    this.#sets.set(serverId, set);
    if (this.#sets.size > this.#setsMax) this.#sets.delete(this.#sets.keys().next().value as string);
    return set;
  }
}

type DefinitionRow = {
  key: string;
  name: string;
  definition: string;
  digest: Buffer;
  category: string;
  accepted: boolean;
  pin: Buffer | null;
};

const knownOf = ({ digest, pin }: DefinitionRow): KnownDefinition => ({
  seen: digest.toString("hex"),
  accepted: pin?.toString("hex") ?? null,
});

/** No row at all has no name. A tool that only runs as a task is not there: tasks are withheld (protocol.md D11). */
function isServed({ name, definition }: DefinitionRow): boolean {
  if (name === null || !definition.includes('"taskSupport"')) return name !== null;
  try {
    return (JSON.parse(definition) as { execution?: { taskSupport?: unknown } }).execution?.taskSupport !== "required";
  } catch {
    return true;
  }
}

/** A definition that cannot be read hides its own tool, not the server's others. */
function factsOfRow(row: DefinitionRow): ToolFacts {
  try {
    return factsOf(row);
  } catch {
    return { name: row.name, accepted: false };
  }
}

// What people say of a tool goes before what its words say. It is accepted while its definition is the one that a person accepted (security.md, L11).
const toolsText = `
  SELECT t.name, t.definition, t.digest, t.position, coalesce(o.category, t.category) AS category, coalesce(p.digest = t.digest, false) AND NOT coalesce(tp.is_unreadable, false) AS accepted, p.digest AS pin
  FROM portcullis.tool t
    LEFT JOIN portcullis.tool_category_override o ON o.organization_id = t.organization_id AND o.server_id = t.server_id AND o.tool_name = t.name
    LEFT JOIN portcullis.tool_pin p ON p.organization_id = t.organization_id AND p.server_id = t.server_id AND p.name = t.name
    LEFT JOIN portcullis.tool_poll tp ON tp.organization_id = t.organization_id AND tp.server_id = t.server_id
  WHERE t.server_id = $1`;
// Everything that `factsOf` reads is the category, the acceptance, or in the definition, and its digest stands for it.
const keyText = `
  SELECT encode(sha256(convert_to(coalesce(string_agg(length(name) || ':' || name || encode(digest, 'hex') || category || accepted || coalesce(encode(pin, 'hex'), ''), ',' ORDER BY position, name),
    ''), 'UTF8')), 'hex') AS key FROM (${toolsText}) keyed`;
const definitionsText = `
  SELECT k.key, t.name, t.definition, t.digest, t.category, t.accepted, t.pin FROM (${keyText}) k LEFT JOIN (${toolsText}) t ON true ORDER BY t.position, t.name`;
