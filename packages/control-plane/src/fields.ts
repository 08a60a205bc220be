/** The fields that several inputs have, each defined once. Messages are whole sentences: they stand beside the field. */
import { z } from "zod";
import { roles } from "./capabilities.ts";

export const Id = z.uuid("This is not an id.");

/** Part of URLs: the path of an organization or of a server. */
export const Slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/, "Use 2 to 40 lower-case letters, digits and inner hyphens.");

/** A point in time: as a date, or as the ISO text that a date becomes in JSON. */
export const Instant = z
  .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))], "This is not a time.")
  // The database has no year 0.
  .refine((at) => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9_999, "Choose a time between the years 1 and 9999.");

/** What people call a thing: one line, no control or invisible direction characters. */
export const Name = z
  .string()
  .trim()
  .min(1, "Enter a name.")
  .max(100, "Use at most 100 characters.")
  .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, "Leave out line breaks and control characters.");

export const Email = z
  .string("Enter an e-mail address.")
  .trim()
  .toLowerCase()
  .min(1, "Enter an e-mail address.")
  .max(254, "This e-mail address is too long.")
  .pipe(z.email("This is not an e-mail address."));

/** Length is the only rule that helps (NIST SP 800-63B); the upper bound keeps hashing cheap. */
export const Password = z.string().min(8, "Use at least 8 characters.").max(200, "Use at most 200 characters.");

export const RoleName = z.enum(roles, "This role does not exist.");

/** Where a request came from: an address, or the name of a command. Only for logs and throttles. */
export const Source = z.string().max(100).default("unknown");

/** What counts changes or versions, as a column holds it. */
export const Revision = z.int().min(0).max(2_147_483_647);

export const PageSize = z.int().min(1).max(200).default(50);

/** A policy document as text. Drafts may be unfinished; only what no database column could hold is refused here. */
export const DocumentText = z
  .string()
  .max(256 * 1024, "A policy document has at most 256 KiB.")
  .regex(/^[^\0\p{Cs}]*$/u, "The text has characters that no JSON document can have.");
