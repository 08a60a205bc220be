import { randomFillSync } from "node:crypto";

/** Ids of spans: 16 hexadecimal digits, never all zeros. Random bytes are drawn by the page, for a draw costs as much as a small message's scan. */
export function spanIds(fill: (page: Buffer) => void = (page) => void randomFillSync(page)): () => string {
  const page = Buffer.alloc(8 * 512);
  let used = page.length;
  return () => {
    for (;;) {
      if (used === page.length) {
        fill(page);
        used = 0;
      }
      used += 8;
      const id = page.toString("hex", used - 8, used);
      if (id !== NONE) return id;
    }
  };
}

const NONE = "0".repeat(16);
