import { z } from "zod";
import type { Scope } from "../api-key/scopes.ts";
import type { Context } from "../caller.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One operation of the HTTP API. The table of them is the whole API: requests are answered, and the OpenAPI document is written, from it alone. */
export type Route = {
  /** Names the operation in the OpenAPI document. */
  id: string;
  method: Method;
  /** Below `/api/v1`; names in braces are members of the input. */
  path: `/${string}`;
  scope: Scope;
  tag: string;
  /** A sentence. */
  summary: string;
  /** What else a reader of the reference should know. */
  details?: string;
  /** Everything that the operation takes. What the path does not name is the query of a GET or DELETE, and the JSON body of the others. */
  input: z.ZodObject;
  /** The answer as JSON; null: there is none (204). */
  output: z.ZodType | null;
  status: 200 | 201 | 204;
  /** Set where the answer is a stream of text: `run` answers with its pieces, and this is its content type for an input. */
  mediaOf?: (input: Record<string, unknown>) => string;
  /** The member of the input that `If-Match` stands for, and of the output that becomes the `ETag`. */
  revision?: "draftRevision";
  run: (ctx: Context, input: never) => Promise<unknown>;
};

type Definition<S extends z.ZodObject> = Pick<Route, "summary" | "details" | "output" | "revision" | "mediaOf"> & {
  input: S;
  verb: (ctx: Context, input: z.input<S>) => Promise<unknown>;
  status?: 201;
};

/** @param address method and path */
export function route<S extends z.ZodObject>(
  address: `${Method} /${string}`,
  id: string,
  scope: Scope,
  { verb, status, ...rest }: Definition<S>,
): Untagged {
  const [method, path] = address.split(" ") as [Method, Route["path"]];
  return { ...rest, id, method, path, scope, status: status ?? (rest.output === null && !rest.mediaOf ? 204 : 200), run: verb };
}

type Untagged = Omit<Route, "tag">;

/** Routes of one noun. */
export const tagged = (tag: string, routes: readonly Untagged[]): readonly Route[] => routes.map((one) => ({ ...one, tag }));

/** The names in a path, in order. */
export const paramsOf = ({ path }: Pick<Route, "path">): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

export const Nothing = z.strictObject({});
/** A time as JSON has it. */
export const Time = z.iso.datetime();
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
/** A page of a list that goes on: `next` is the `cursor` of the next page, null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
