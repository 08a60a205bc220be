"use client";

import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { useObservingPolicies } from "../policies/use-observing-policies.ts";
import { type AccessChoice, type ServerAccess, withPolicy, withServer } from "./access-choice.ts";
import type { PolicySummary, ServerSummary } from "./grant.ts";

export interface AccessRowsProps {
  servers: readonly ServerSummary[];
  policies: readonly PolicySummary[];
  value: AccessChoice;
  onChange: (value: AccessChoice) => void;
  error?: string | null;
  /** For people who may choose policies but not which servers a grant reaches. */
  serversFixed?: boolean;
}

/** Every server with a checkbox, and the policies for the ones that are ticked. */
export function AccessRows({ servers, policies, value, onChange, error, serversFixed = false }: AccessRowsProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-sm">Servers</legend>
      <ul className="divide-y overflow-hidden rounded-lg border bg-surface">
        {servers.map((server) => (
          <ServerRow
            key={server.slug}
            server={server}
            policies={policies.filter((policy) => policy.serverSlug === server.slug)}
            access={value[server.slug]}
            fixed={serversFixed}
            onToggle={(on) => onChange(withServer(value, server.slug, on, policies))}
            onAccess={(access) => onChange({ ...value, [server.slug]: access })}
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
  /** undefined: not part of the grant. */
  access: ServerAccess | undefined;
  fixed: boolean;
  onToggle: (on: boolean) => void;
  onAccess: (access: ServerAccess) => void;
}

function ServerRow({ server, policies, access, fixed, onToggle, onAccess }: ServerRowProps) {
  return (
    <li className="grid gap-3 px-3 py-2.5">
      <label className="flex min-w-0 items-center gap-2.5 font-medium text-sm">
        <input
          type="checkbox"
          className="size-4 shrink-0 accent-accent"
          checked={access !== undefined}
          disabled={fixed}
          onChange={(event) => onToggle(event.target.checked)}
        />
        <span className="break-words">{server.name}</span>
      </label>
      {access ? <PolicyChoices server={server} policies={policies} access={access} onAccess={onAccess} /> : null}
    </li>
  );
}

type PolicyChoicesProps = Pick<ServerRowProps, "server" | "policies" | "onAccess"> & { access: ServerAccess };

function PolicyChoices({ server, policies, access, onAccess }: PolicyChoicesProps) {
  const observing = useObservingPolicies();
  const others = policies.filter((policy) => policy.id !== access.policyId);
  return (
    <div className="grid gap-3 pl-6.5 sm:grid-cols-2">
      <Field label="Policy" hint={policyHint(policies, access.policyId, observing)}>
        <Select
          aria-label={`Policy for ${server.name}`}
          value={access.policyId ?? ""}
          onChange={(event) => onAccess(withPolicy(access, event.target.value || null))}
        >
          <option value="">No policy: every call is denied</option>
          <PolicyOptions policies={policies} />
        </Select>
      </Field>
      {others.length > 0 ? (
        <Field label="Shadow policy" optional hint="Judged beside, never enforced: Activity shows where the two disagree.">
          <Select
            aria-label={`Shadow policy for ${server.name}`}
            value={access.shadowPolicyId ?? ""}
            onChange={(event) => onAccess({ ...access, shadowPolicyId: event.target.value || null })}
          >
            <option value="">None</option>
            <PolicyOptions policies={others} />
          </Select>
        </Field>
      ) : null}
    </div>
  );
}

function PolicyOptions({ policies }: { policies: readonly PolicySummary[] }) {
  const observing = useObservingPolicies();
  return policies.map((policy) => (
    <option key={policy.id} value={policy.id}>
      {policy.name}
      {policy.liveVersion === null
        ? " (not published)"
        : ` (version ${policy.liveVersion}${observing.has(policy.id) ? ", observing" : ""})`}
    </option>
  ));
}

function policyHint(policies: readonly PolicySummary[], chosen: string | null, observing: ReadonlySet<string>): string | undefined {
  const policy = policies.find(({ id }) => id === chosen);
  if (policy?.liveVersion === null) return "Not published yet, so every call is denied until it is.";
  return policy && observing.has(policy.id) ? "Observing: nothing is blocked." : undefined;
}
