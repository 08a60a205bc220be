import { capabilitiesOf, type Scope } from "./api-key/scopes.ts";
import { ControlPlaneError } from "./errors.ts";

/** From the strongest to the weakest: nobody grants a role above their own. */
export const roles = ["owner", "admin", "policy_manager", "approver", "viewer"] as const;
export type Role = (typeof roles)[number];

/** The capability table of product.md, row by row. */
export const capabilities = {
  /** servers, policies, grant labels, decisions */
  read: ["owner", "admin", "policy_manager", "approver", "viewer"],
  /** edit, publish, roll back; attach to grants; accept tool definitions */
  managePolicies: ["owner", "admin", "policy_manager"],
  decideApprovals: ["owner", "admin", "approver"],
  /** create, rotate, revoke */
  manageGrants: ["owner", "admin"],
  /** register, edit, delete servers and their credentials */
  manageServers: ["owner", "admin"],
  /** say what a tool does, against what its own words say */
  overrideCategories: ["owner", "admin"],
  /** members, invitations, roles; audit log; exports */
  administer: ["owner", "admin"],
  /** settings, deletion, ownership */
  own: ["owner"],
} as const satisfies Record<string, readonly Role[]>;
export type Capability = keyof typeof capabilities;

/** Does the role have the capability? For doors that hide what would be refused; the verbs ask again. */
export const may = (role: Role, capability: Capability): boolean => (capabilities[capability] as readonly Role[]).includes(role);

/** @throws ControlPlaneError forbidden */
export function requireCapability({ role, apiKey }: Asker, capability: Capability): void {
  if (apiKey && !capabilitiesOf(apiKey.scopes).has(capability))
    throw new ControlPlaneError("forbidden", "This API key does not have the scope for this. Create one that has it.", {
      operator: `api key ${apiKey.id} lacks ${capability}`,
    });
  if (may(role, capability)) return;
  throw new ControlPlaneError(
    "forbidden",
    `Your role (${roleNames[role]}) does not allow this. Ask an owner or admin of the organization.`,
    {
      operator: `role ${role} lacks ${capability}`,
    },
  );
}

type Asker = { role: Role; apiKey?: { id: string; scopes: readonly Scope[] } };

/** Is `role` as strong as `other`, or stronger? */
export const atLeast = (role: Role, other: Role): boolean => roles.indexOf(role) <= roles.indexOf(other);

/** How a role is called in sentences. */
export const roleNames: Readonly<Record<Role, string>> = {
  owner: "owner",
  admin: "admin",
  policy_manager: "policy manager",
  approver: "approver",
  viewer: "viewer",
};
