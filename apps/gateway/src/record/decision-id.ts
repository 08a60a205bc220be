import { randomFillSync } from "node:crypto";
import { uuidV7 } from "@portcullis/control-plane/gateway";

/** UUIDv7 ids for decisions. Random bytes are drawn by the page: one system call serves hundreds of ids. */
export function decisionIds(now: () => number): () => string {
  const page = Buffer.alloc(10 * 512);
  let used = page.length;
  return () => {
    if (used === page.length) {
      randomFillSync(page);
      used = 0;
    }
    const id = uuidV7(new Date(now()), page.subarray(used, used + 10));
    used += 10;
    return id;
  };
}
