import type { JsonNode } from "./json/node.ts";

/** A `tools/call`; arguments that are absent stay absent. */
export type ToolCall = { kind: "tool"; name: string; arguments?: JsonNode };

/** What the gateway knows beside the call itself. `now` is the database's clock in milliseconds since the epoch. */
export type Facts = { grant?: { label: string; tags: readonly string[] }; client?: { name?: string; version?: string }; now?: number };

export type PolicyRequest = (ToolCall | { kind: "prompt"; name: string; arguments?: JsonNode } | { kind: "resource"; uri: string }) & {
  facts?: Facts;
};
