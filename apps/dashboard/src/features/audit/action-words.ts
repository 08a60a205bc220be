/** What each action is called, as the beginning of a sentence; the target's name follows. */
const words: Record<string, string> = {
  "access.sign_in": "Signed in as",
  "access.sign_in_failed": "Wrong password for",
  "access.confirm_login": "Confirmed the login of",
  "access.sign_out": "Signed out as",
  "organization.create": "Created the organization",
  "organization.rename": "Renamed the organization",
  "organization.set_record": "Changed what is recorded of",
  "organization.set_notices": "Changed quiet hours and the weekly digest of",
  "member.join": "Joined the organization as",
  "member.leave": "Left the organization as",
  "member.change_role": "Changed the role of",
  "member.remove": "Removed the member",
  "member.recover": "Account recovered by the operator:",
  "member.change_password": "Changed the password of",
  "member.reset_password": "Reset the password of",
  "invitation.create": "Invited",
  "invitation.revoke": "Revoked the invitation of",
  "server.register": "Registered the server",
  "server.rename": "Renamed the server",
  "server.set_url": "Changed the URL of the server",
  "server.set_headers": "Changed the credentials of the server",
  "server.set_settings": "Changed the settings of the server",
  "server.set_enabled": "Enabled or disabled the server",
  "server.rediscover": "Re-discovered the tools of the server",
  "server.renew_era": "Found a newer protocol form at the server",
  "server.delete": "Deleted the server",
  "tool.set_category": "Set the category of the tool",
  "tool.clear_category": "Gave back the category of the tool",
  "tool.accept": "Accepted definitions of tools",
  "tool.refuse": "Refused definitions of tools",
  "tool.change_seen": "Saw other definitions of tools",
  "policy.create": "Created the policy",
  "policy.save_draft": "Saved a draft of the policy",
  "policy.discard_draft": "Discarded the draft of the policy",
  "policy.publish": "Published the policy",
  "policy.save_tests": "Saved tests of the policy",
  "policy.delete_test": "Deleted a test of the policy",
  "policy.delete": "Deleted the policy",
  "grant.issue": "Issued the grant",
  "grant.update": "Changed the grant",
  "grant.set_access": "Changed the access of the grant",
  "grant.promote_shadow": "Promoted the shadow policy of the grant",
  "grant.rotate": "Rotated the token of the grant",
  "grant.revoke": "Revoked the grant",
  "audit.export": "Exported the audit log",
  "inventory.export": "Exported the inventory",
  "record.export": "Exported the record as",
  "record.erase": "Erased the recorded values of the grant",
  "record.read_values": "Looked at the recorded values of a call of",
  "stream.create": "Added the stream",
  "stream.update": "Changed the stream",
  "stream.rotate_secret": "Rotated the signing secret of the stream",
  "stream.delete": "Deleted the stream",
  "stream.test": "Sent a test to the stream",
  "kill.set": "Stopped",
  "kill.release": "Released",
  "limit.reset": "Reset the counter",
  "approval.approve": "Approved the call",
  "approval.refuse": "Refused the call",
  "approval.edit": "Changed the arguments of the call",
  "channel.create": "Added the notification channel",
  "channel.update": "Changed the notification channel",
  "channel.delete": "Deleted the notification channel",
  "channel.test": "Sent a test to the notification channel",
  "channel.rotate_secret": "Rotated the signing secret of the notification channel",
  "channel.send_again": "Sent a failed message again to the notification channel",
};

interface Told {
  action: string;
  saves: number;
  before: unknown;
  after: unknown;
}

/** An event as the beginning of a sentence: with how often a draft was saved, and whether a server was opened or closed. */
export function actionWords({ action, saves, after }: Told): string {
  if (action === "policy.save_draft" && saves > 1) return `Saved a draft of the policy ${saves} times:`;
  if (action === "server.set_enabled") return memberOf(after, "enabled") === false ? "Disabled the server" : "Enabled the server";
  return words[action] ?? action;
}

/** What belongs behind the name: the version that a publishing made. */
export function actionTail({ action, after }: Told): string {
  const version = memberOf(after, "version");
  return action === "policy.publish" && typeof version === "number" ? ` as version ${version}` : "";
}

/** What can be changed, for the filter. */
export const kinds = [
  { kind: "organization", label: "Organization" },
  { kind: "member", label: "Members" },
  { kind: "access", label: "Sign-ins" },
  { kind: "invitation", label: "Invitations" },
  { kind: "server", label: "Servers" },
  { kind: "tool", label: "Tools" },
  { kind: "policy", label: "Policies" },
  { kind: "grant", label: "Grants" },
  { kind: "kill_switch", label: "Kill switches" },
  { kind: "limit", label: "Limits" },
  { kind: "channel", label: "Notifications" },
  { kind: "audit", label: "Audit log exports" },
  { kind: "inventory", label: "Inventory exports" },
  { kind: "record", label: "Record exports" },
  { kind: "stream", label: "Streams" },
] as const;

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
