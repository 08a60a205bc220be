import { createHash } from "node:crypto";

/** How the audit log names a text: by the SHA-256 of its bytes. The texts of published versions are kept for good. */
export const documentDigest = (document: string | null): string | null =>
  document === null ? null : `sha256:${createHash("sha256").update(document).digest("hex")}`;
