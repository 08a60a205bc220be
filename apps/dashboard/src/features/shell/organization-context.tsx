"use client";

import type { Capability, Role } from "@portcullis/control-plane";
import { createContext, type ReactNode, useContext } from "react";

export interface CurrentOrganization {
  slug: string;
  name: string;
  role: Role;
  /** What the signed-in person may do here; for showing and hiding only, the verbs decide. */
  capabilities: readonly Capability[];
}

const OrganizationContext = createContext<CurrentOrganization | null>(null);

export function OrganizationProvider({ value, children }: { value: CurrentOrganization; children: ReactNode }) {
  return <OrganizationContext value={value}>{children}</OrganizationContext>;
}

/** The organization of the page, with `may(capability)` of the person who looks at it. */
export function useOrganization() {
  const organization = useContext(OrganizationContext);
  if (!organization) throw new Error("useOrganization is for pages below /o/<organization>");
  return { ...organization, may: (capability: Capability) => organization.capabilities.includes(capability) };
}
