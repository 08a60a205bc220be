const words: Record<string, string> = {
  "organization.create": "Created the organization",
  "member.join": "Joined as a member",
  "member.change_role": "Changed a member's role",
  "member.remove": "Removed a member",
  "invitation.create": "Invited",
  "invitation.revoke": "Revoked the invitation of",
  "server.register": "Registered the server",
  "server.rename": "Renamed the server",
  "server.set_url": "Changed the URL of the server",
  "server.set_headers": "Changed the headers of the server",
  "server.set_enabled": "Enabled or disabled the server",
  "server.rediscover": "Re-discovered the tools of the server",
  "server.delete": "Deleted the server",
  "policy.create": "Created the policy",
  "policy.save_draft": "Saved a draft of the policy",
  "policy.discard_draft": "Discarded the draft of the policy",
  "policy.publish": "Published the policy",
  "policy.delete": "Deleted the policy",
  "grant.issue": "Issued the grant",
  "grant.set_access": "Changed the access of the grant",
  "grant.promote_shadow": "Promoted the shadow policy of the grant",
  "grant.rotate": "Rotated the token of the grant",
  "grant.revoke": "Revoked the grant",
};

/** An action of the audit log as the beginning of a sentence; one that is newer than this page keeps its code. */
export const actionWords = (action: string) => words[action] ?? action;
