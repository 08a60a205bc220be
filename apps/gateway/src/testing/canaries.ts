import { randomBytes } from "node:crypto";
import type { Seed } from "./seed.ts";

/** Values that must not be found in clear anywhere (AU-8). */
export class Canaries {
  /** Each, and where it was put. */
  readonly planted = new Map<string, string>();

  /** A new one. */
  of(where: string, prefix = "cnry", length = 18): string {
    const canary = prefix + randomBytes(length / 2).toString("hex");
    this.planted.set(canary, where);
    return canary;
  }

  /** Where a text holds one, in clear or spelled as text that anybody turns back: percent, hex, base64. */
  in(place: string, text: string): string[] {
    const found: string[] = [];
    for (const [canary, where] of this.planted) if (forms(canary).some((form) => text.includes(form))) found.push(`${where}: ${place}`);
    return found;
  }
}

/** Base64 has three spellings, by where in a text a value begins; the ends, which neighbours change, are left off. */
function forms(canary: string): string[] {
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(canary)]).toString("base64url");
    return text.slice(4, -4);
  });
  return [canary, Buffer.from(canary).toString("hex"), ...base64, ...base64.map((text) => text.replaceAll("-", "+").replaceAll("_", "/"))];
}

/** Every row of every table, as text. The owner of a test's database sees past row-level security. */
export async function dump(seed: Seed): Promise<Map<string, string>> {
  const tables = await seed.sql<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('portcullis', 'public') AND c.relkind = 'r'`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await seed.sql<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM ${name} t`);
    texts.set(name, rows.map(({ text }) => text).join("\n"));
  }
  return texts;
}
