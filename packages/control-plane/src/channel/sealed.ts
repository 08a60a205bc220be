import { deriveKey, type Keyring } from "@portcullis/db/keys";
// The dialer's entry and not the front door: the worker comes here too, and it loads no MCP SDK.
import { open, seal } from "@portcullis/upstream/dialer";

type Row = { organizationId: string; id: string };
type Column = "sealed_target" | "sealed_secret" | "sealed_previous_secret";

/** Seals a channel's target or signing secret for one column of one row: elsewhere it does not open. */
export const sealColumn = (keyring: Keyring, row: Row, column: Column, text: string): string =>
  seal(deriveKey(keyring, purpose), text, place(row, column));

/** What {@link sealColumn} made. @throws SealError */
export function openColumn(keyring: Keyring, row: Row, column: Column, sealed: string): string {
  const keyOf = (version: number) => (keyring.keys.has(version) ? deriveKey(keyring, purpose, version).key : undefined);
  return Buffer.from(open(keyOf, sealed, place(row, column))).toString("utf8");
}

export type SealedSecrets = { secret: string | null; previous: string | null; isPreviousValid: boolean };

/** The secrets that sign now: the newest first, and the one before while it may still be in use. @throws SealError */
export const openSecrets = (keyring: Keyring, row: Row, { secret, previous, isPreviousValid }: SealedSecrets): string[] => [
  ...(secret === null ? [] : [openColumn(keyring, row, "sealed_secret", secret)]),
  ...(previous === null || !isPreviousValid ? [] : [openColumn(keyring, row, "sealed_previous_secret", previous)]),
];

const purpose = "notification-target";
const place = ({ organizationId, id }: Row, column: Column) => ({ organizationId, table: "notification_channel", column, rowId: id });
