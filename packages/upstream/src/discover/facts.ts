import type { JsonNode, JsonObject } from "@portcullis/protocol";
import { plainOf } from "./exchange.ts";

/** What a server says of itself. Self-reported: shown, never trusted (protocol.md F8). */
export type ServerFacts = {
  protocolVersion: string;
  serverInfo: ServerInfo | null;
  capabilities: Record<string, unknown>;
  instructions?: string;
};
export type ServerInfo = { name: string; version: string; title?: string };

/** How Portcullis introduces itself to upstream servers. */
export const clientInfo = { name: "portcullis", version: "0.1.0" };

/** Reads the parts that `initialize` and `server/discover` results share; a part of the wrong shape counts as absent. */
export function factsOf(bytes: Uint8Array, result: JsonObject, serverInfo: JsonNode | undefined, protocolVersion: string): ServerFacts {
  const capabilities = storable(plainOf(bytes, result.members.get("capabilities")));
  const instructions = result.members.get("instructions");
  return {
    protocolVersion,
    serverInfo: serverInfoOf(storable(plainOf(bytes, serverInfo))),
    capabilities: isRecord(capabilities) ? capabilities : {},
    ...(instructions?.kind === "string" && { instructions: instructions.value }),
  };
}

function serverInfoOf(value: unknown): ServerInfo | null {
  if (!isRecord(value) || typeof value.name !== "string") return null;
  const { name, version, title } = value;
  return { name, version: typeof version === "string" ? version : "", ...(typeof title === "string" && { title }) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Without NUL and broken Unicode, which JSON can spell and no database column can hold; in names they are no answer in the first place. */
const storable = (value: unknown): unknown => {
  if (typeof value === "string") return Buffer.from(value.replaceAll("\0", "")).toString();
  if (Array.isArray(value)) return value.map(storable);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, storable(member)]));
};
