import superjson from "superjson";

/**
 * How values cross between the page and the server. Outwards superjson, so that dates arrive as dates. Inwards plain JSON: reading
 * superjson can cost bytes times bytes, and anybody may send it; the verbs' schemas read dates from ISO strings.
 */
export const transformer = {
  input: { serialize: (value: unknown) => value, deserialize: (value: unknown) => value },
  output: superjson,
};
