const own = (of: string) => `${of}id::text`;
const ofGrant = (of: string) => `(${of}grant_id::text || '/' || ${of}version::text)`;

/**
 * Every column that holds what `seal` made under a key of the root: the purpose that key is derived for and, as text, the row that binds the
 * value. A test holds this list against the columns that the database has.
 */
export const sealedColumns = [
  { table: "server", column: "sealed_headers", purpose: "upstream-credentials", id: own },
  { table: "notification_channel", column: "sealed_target", purpose: "notification-target", id: own },
  { table: "notification_channel", column: "sealed_secret", purpose: "notification-target", id: own },
  { table: "notification_channel", column: "sealed_previous_secret", purpose: "notification-target", id: own },
  { table: "stream", column: "sealed_target", purpose: "stream-target", id: own },
  { table: "stream", column: "sealed_secret", purpose: "stream-target", id: own },
  { table: "stream", column: "sealed_previous_secret", purpose: "stream-target", id: own },
  { table: "audit_data_key", column: "sealed_key", purpose: "data-key-wrapping", id: ofGrant },
  { table: "approval_request", column: "sealed_call", purpose: "approval-call", id: own },
] as const;
