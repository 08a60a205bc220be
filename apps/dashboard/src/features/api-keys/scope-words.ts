import type { Scope } from "@portcullis/control-plane";

/** The scopes as the form offers them: a noun, and what a machine may do to it. */
export const scopeGroups: readonly { noun: string; scopes: readonly { scope: Scope; words: string }[] }[] = [
  {
    noun: "Servers",
    scopes: [
      { scope: "servers:read", words: "Read" },
      { scope: "servers:write", words: "Register, change and delete" },
    ],
  },
  {
    noun: "Policies",
    scopes: [
      { scope: "policies:read", words: "Read and lint" },
      { scope: "policies:write", words: "Create, edit drafts, delete" },
      { scope: "policies:publish", words: "Publish and roll back" },
    ],
  },
  {
    noun: "Grants",
    scopes: [
      { scope: "grants:read", words: "Read" },
      { scope: "grants:write", words: "Create, change, rotate and revoke" },
    ],
  },
  {
    noun: "Kill switches",
    scopes: [
      { scope: "kill:read", words: "Read" },
      { scope: "kill:write", words: "Stop" },
    ],
  },
  {
    noun: "The record",
    scopes: [
      { scope: "decisions:read", words: "Read decisions" },
      { scope: "approvals:read", words: "Read held calls and their arguments" },
      { scope: "limits:read", words: "Read limits in use" },
      { scope: "audit:read", words: "Read the audit log" },
      { scope: "exports:read", words: "Export" },
    ],
  },
];
