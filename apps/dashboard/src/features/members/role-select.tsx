"use client";

import type { Role } from "@portcullis/control-plane";
import { Field } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { roles } from "./roles.ts";

/** A role to give: one's own or a weaker one. Says what the chosen one means. */
export function RoleSelect({ value, onChange, error }: { value: Role; onChange: (role: Role) => void; error?: string | null }) {
  const { role: own } = useOrganization();
  const offered = roles.slice(roles.findIndex(({ role }) => role === own));
  return (
    <Field label="Role" hint={roles.find(({ role }) => role === value)?.meaning} error={error}>
      <Select value={value} onChange={(event) => onChange(event.target.value as Role)}>
        {offered.map(({ role, label }) => (
          <option key={role} value={role}>
            {label}
          </option>
        ))}
      </Select>
    </Field>
  );
}
