import type { Capability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";

/** What an API key may be given, and the capability that each scope stands for. No scope lets a machine vote, or change people, keys or the organization. */
export const scopeCapabilities = {
  "servers:read": "read",
  "servers:write": "manageServers",
  "policies:read": "read",
  "policies:write": "managePolicies",
  "policies:publish": "managePolicies",
  "grants:read": "read",
  "grants:write": "manageGrants",
  "decisions:read": "read",
  "approvals:read": "read",
  "limits:read": "read",
  "kill:read": "read",
  "kill:write": "manageServers",
  "exports:read": "administer",
  "audit:read": "administer",
} as const satisfies Record<string, Capability>;
export type Scope = keyof typeof scopeCapabilities;
export const scopes = Object.keys(scopeCapabilities) as Scope[];

/** The capabilities that verbs may find in a caller of these scopes. Grants are managed and given policies: two capabilities, one scope. */
export function capabilitiesOf(held: readonly Scope[]): ReadonlySet<Capability> {
  const found = new Set<Capability>(held.map((scope) => scopeCapabilities[scope]));
  if (held.includes("grants:write")) found.add("managePolicies");
  if (held.includes("kill:write")) found.add("manageGrants");
  // Whoever changes a thing is shown what it became.
  if (found.size > 0) found.add("read");
  return found;
}

/** @throws ControlPlaneError forbidden for a caller without a key, or whose key does not have the scope */
export function requireScope({ apiKey }: { apiKey?: { id: string; scopes: readonly Scope[] } }, scope: Scope): void {
  if (apiKey?.scopes.includes(scope)) return;
  throw new ControlPlaneError("forbidden", `This API key does not have the scope ${scope}. Create one that has it.`, {
    operator: `api key ${apiKey?.id} lacks ${scope}`,
  });
}
