import type { Category } from "@portcullis/catalogue";
import { Prisma } from "@portcullis/db";
import { shortWords } from "./catalogue-row.ts";

/** `hasText`: does it look for parts of words? */
export type Matching = { condition: Prisma.Sql; hasText: boolean };

/**
 * The condition of a search over rows `m` with `search` and `facets`: every word of the query as a part of the text (words of one or
 * two letters as whole words), one of the categories, all of the facets.
 */
export function matching(query: string, categories: readonly Category[] | undefined, facets: readonly string[]): Matching {
  const words = [
    ...new Set(
      query
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => /[\p{L}\p{N}]/u.test(word)),
    ),
  ].slice(0, 10);
  const long = words.filter((word) => hasTrigram(word));
  const all = [...facets, ...words.filter((word) => !hasTrigram(word)).flatMap(shortWords)];
  const conditions = [
    ...long.map((word) => Prisma.sql`m.search LIKE ${`%${word.replaceAll(/[\\%_]/g, "\\$&")}%`}`),
    ...(all.length > 0 ? [Prisma.sql`m.facets @> ${all}::text[]`] : []),
    ...(categories === undefined ? [] : [Prisma.sql`m.facets && ${categories.map((category) => `category:${category}`)}::text[]`]),
  ];
  return { condition: conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`true`, hasText: long.length > 0 };
}

/** Three letters or digits in a row are what the index knows. */
const hasTrigram = (word: string): boolean => /[\p{L}\p{N}]{3}/u.test(word);
