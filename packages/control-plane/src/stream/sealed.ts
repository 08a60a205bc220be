import { deriveKey, type Keyring } from "@portcullis/db/keys";
// The dialer's entry and not the front door: the worker comes here too, and it loads no MCP SDK.
import { open, seal } from "@portcullis/upstream/dialer";

/** Where a stream goes, and what goes along. */
export type StreamTarget = { url: string; headers: Record<string, string> };

type Row = { organizationId: string; id: string };
type Column = "sealed_target" | "sealed_secret" | "sealed_previous_secret";

/** Seals a target or a secret for one column of one row: elsewhere it does not open. */
export const sealTarget = (keyring: Keyring, row: Row, target: StreamTarget): string =>
  seal(deriveKey(keyring, purpose), JSON.stringify(target), place(row, "sealed_target"));
export const sealSecret = (keyring: Keyring, row: Row, column: Exclude<Column, "sealed_target">, secret: string): string =>
  seal(deriveKey(keyring, purpose), secret, place(row, column));

/** What {@link sealTarget} made. @throws SealError */
export const openTarget = (keyring: Keyring, row: Row, sealed: string): StreamTarget =>
  JSON.parse(opened(keyring, row, "sealed_target", sealed)) as StreamTarget;
/** What {@link sealSecret} made. @throws SealError */
export const openSecret = (keyring: Keyring, row: Row, column: Exclude<Column, "sealed_target">, sealed: string): string =>
  opened(keyring, row, column, sealed);

function opened(keyring: Keyring, row: Row, column: Column, sealed: string): string {
  const keyOf = (version: number) => (keyring.keys.has(version) ? deriveKey(keyring, purpose, version).key : undefined);
  return Buffer.from(open(keyOf, sealed, place(row, column))).toString("utf8");
}

const purpose = "stream-target";
const place = ({ organizationId, id }: Row, column: Column) => ({ organizationId, table: "stream", column, rowId: id });
