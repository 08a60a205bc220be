import type { Role } from "@portcullis/control-plane";

/** Roles in words, the strongest first, each with what it is for. */
export const roles: { role: Role; label: string; meaning: string }[] = [
  { role: "owner", label: "Owner", meaning: "Everything, including the organization itself." },
  { role: "admin", label: "Admin", meaning: "Servers, grants, members and the audit log, besides all that follows." },
  { role: "policy_manager", label: "Policy manager", meaning: "Writes and publishes policies and attaches them to grants." },
  { role: "approver", label: "Approver", meaning: "Decides calls that wait for a person. Reads the rest." },
  { role: "viewer", label: "Viewer", meaning: "Reads servers, policies, grants and activity." },
];

export const roleLabel = (role: Role) => roles.find((entry) => entry.role === role)?.label ?? role;
