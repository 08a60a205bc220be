import { quoted } from "./canonical.ts";

/** What a call is, in canonical form: `params` of it without `_meta` and the state that an earlier round brought, `meta` without what changes by itself. */
export type ParamsForm = { method: string; tool: string | undefined; params: string; meta: string | undefined };

/** A call and where it goes. `definition`: the tool's digest, in hex. */
export type CallForm = ParamsForm & { organizationId: string; serverId: string; origin: string; definition: string | undefined };

/** Form C1 (security.md 2.3) of a call. Its SHA-256 is the call's digest: what is approved, recorded and known again. Members in their order. */
export const callForm = ({ organizationId, serverId, origin, method, tool, definition, params, meta }: CallForm): string =>
  object(
    member("definition", definition) +
      member("meta", meta) +
      member("method", method) +
      member("organization", organizationId) +
      member("origin", origin) +
      member("params", params) +
      member("server", serverId) +
      member("tool", tool),
  );

/** The same words wherever they go, so that a call is known whose place or tool has changed meanwhile. */
export const paramsForm = ({ method, tool, params, meta }: ParamsForm): string =>
  object(member("meta", meta) + member("method", method) + member("params", params) + member("tool", tool));

const member = (name: string, value: string | undefined): string => (value === undefined ? "" : `,"${name}":${quoted(value)}`);
const object = (members: string): string => `{${members.slice(1)}}`;
