"use client";

import { Select } from "../../ui/select.tsx";
import type { PolicySummary, ServerSummary } from "./grant.ts";

/** The servers of a grant while it is edited: slug to policy id, null for "no policy". Servers that are left out are not in it. */
export type AccessChoice = Readonly<Record<string, string | null>>;

export interface AccessRowsProps {
  servers: readonly ServerSummary[];
  policies: readonly PolicySummary[];
  value: AccessChoice;
  onChange: (value: AccessChoice) => void;
  error?: string | null;
  /** For people who may choose policies but not which servers a grant reaches. */
  serversFixed?: boolean;
}

/** Every server with a checkbox, and the policy for the ones that are ticked. */
export function AccessRows({ servers, policies, value, onChange, error, serversFixed = false }: AccessRowsProps) {
  const toggle = (slug: string, on: boolean) => {
    const { [slug]: _, ...rest } = value;
    onChange(on ? { ...rest, [slug]: bestPolicy(policies, slug) } : rest);
  };
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Servers</legend>
      <ul className="divide-y overflow-hidden rounded-lg border bg-surface">
        {servers.map((server) => (
          <ServerRow
            key={server.slug}
            server={server}
            policies={policies.filter((policy) => policy.serverSlug === server.slug)}
            chosen={value[server.slug]}
            fixed={serversFixed}
            onToggle={(on) => toggle(server.slug, on)}
            onPolicy={(policyId) => onChange({ ...value, [server.slug]: policyId })}
          />
        ))}
      </ul>
      {error ? (
        <p role="alert" className="mt-1.5 text-deny text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

interface ServerRowProps {
  server: ServerSummary;
  policies: readonly PolicySummary[];
  /** undefined: not part of the grant; null: part of it without a policy. */
  chosen: string | null | undefined;
  fixed: boolean;
  onToggle: (on: boolean) => void;
  onPolicy: (policyId: string | null) => void;
}

function ServerRow({ server, policies, chosen, fixed, onToggle, onPolicy }: ServerRowProps) {
  const included = chosen !== undefined;
  const unpublished = policies.find((policy) => policy.id === chosen)?.liveVersion === null;
  return (
    <li className="grid gap-2 px-3 py-2.5 sm:grid-cols-2 sm:items-center">
      <label className="flex min-w-0 items-center gap-2.5 font-medium text-sm">
        <input
          type="checkbox"
          className="size-4 shrink-0 accent-accent"
          checked={included}
          disabled={fixed}
          onChange={(event) => onToggle(event.target.checked)}
        />
        <span className="break-words">{server.name}</span>
      </label>
      {included ? (
        <div>
          <Select
            aria-label={`Policy for ${server.name}`}
            value={chosen ?? ""}
            onChange={(event) => onPolicy(event.target.value === "" ? null : event.target.value)}
          >
            <option value="">No policy: every call is denied</option>
            {policies.map((policy) => (
              <option key={policy.id} value={policy.id}>
                {policy.name}
                {policy.liveVersion === null ? " (not published)" : ` (version ${policy.liveVersion})`}
              </option>
            ))}
          </Select>
          {unpublished ? <p className="mt-1 text-warn text-xs">Not published yet, so every call is denied until it is.</p> : null}
        </div>
      ) : null}
    </li>
  );
}

/** The published policy of the server that changed last, so that the usual case needs no second choice. */
const bestPolicy = (policies: readonly PolicySummary[], slug: string): string | null =>
  policies
    .filter((policy) => policy.serverSlug === slug && policy.liveVersion !== null)
    .toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())[0]?.id ?? null;

/** The choice as the control plane takes it. */
export const accessOf = (choice: AccessChoice): { serverSlug: string; policyId: string | null }[] =>
  Object.entries(choice).map(([serverSlug, policyId]) => ({ serverSlug, policyId }));
