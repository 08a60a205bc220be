import { z } from "zod";
import { Name } from "../fields.ts";

/** Filters of the log under a name, each person's own. */
export type SavedView = { id: string; name: string; query: string };

export const ViewName = Name;
/** The query string of the page, without the question mark: names and values as a browser writes them. */
export const ViewQuery = z
  .string()
  .max(2_000, "These filters are too long to keep.")
  .regex(/^[A-Za-z0-9\-._~%&=+*!'()]*$/, "This is not a query string.");
