import { z } from "zod";

/** Words that policies read as `grant.tags`: short, in order, each once. */
export const Tags = z
  .array(
    z
      .string()
      .trim()
      .regex(/^[a-z0-9][a-z0-9_.:/-]{0,39}$/i, "A tag has at most 40 letters, digits and . _ : / -, and begins with a letter or digit."),
  )
  .max(20, "A grant has at most 20 tags.")
  .transform((tags) => [...new Set(tags)].sort((a, b) => a.localeCompare(b)));
