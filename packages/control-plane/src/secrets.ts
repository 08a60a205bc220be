import { deriveKey, type Keyring } from "@portcullis/db/keys";

/** A secret for a door's own purpose, as text. The same root key always gives the same one: replicas agree and restarts sign nobody out. */
export const deriveSecret = (keyring: Keyring, purpose: string): string => deriveKey(keyring, purpose).key.toString("base64url");
