import type { Pool } from "@portcullis/db/runtime";
import { ask } from "./ask.ts";

/** A definition as a server sent it, byte for byte, or "" where its text is not at hand; `digest`: SHA-256 over its form C1, in hex. */
export type SeenTool = { name: string; definition: string; digest: string };
export type Sighting = { organizationId: string; serverId: string; tools: readonly SeenTool[] };

/**
 * Writes down what a relayed list showed. Accepts nothing: a definition that differs from the accepted one is out of reach from then on.
 * @returns the organization's revision from which on every replica goes by it
 * @throws StoreUnavailable; the database's own error when it refused
 */
export async function sawTools(
  pool: Pool,
  { organizationId, serverId, tools }: Sighting,
  newId: () => string,
  deadlineMs: number,
): Promise<bigint> {
  const rows = JSON.stringify(tools.map((tool) => ({ id: newId(), ...kept(tool) })));
  const values = [organizationId, serverId, newId(), rows];
  const [row] = await ask<{ revision: string }>(pool, { name: "saw_tools", text: sawText, values }, deadlineMs);
  return BigInt(row?.revision ?? 0);
}

const sawText = "SELECT portcullis.saw_tools($1, $2, $3, $4)::text AS revision";

/** One too large to be read by a person, and one without its text, is kept by its name. Whatever digest is accepted for that is no definition's. */
function kept({ name, definition, digest }: SeenTool): SeenTool {
  if (definition !== "" && Buffer.byteLength(definition) <= definitionBytesMax) return { name, definition, digest };
  const description =
    definition === ""
      ? "The server changed more at once than is kept of a list. The tool cannot be used; its definition is shown when the server has been looked at again."
      : "The server sent a definition of more than 256 KiB. It was not kept, and the tool cannot be used.";
  return { name, definition: JSON.stringify({ name, description, inputSchema: { type: "object" } }), digest: "0".repeat(64) };
}

const definitionBytesMax = 256 * 1024;
