import { z } from "zod";

/** Set by the gateway or by HTTP itself: a stored header of this name would break the exchange or be overwritten. */
const refused = new Set([
  ..."accept accept-charset accept-encoding connection cookie date expect forwarded host keep-alive last-event-id origin".split(" "),
  ..."referer set-cookie te trailer transfer-encoding upgrade via x-real-ip traceparent tracestate baggage".split(" "),
]);
const refusedPrefix = /^(?:content-|mcp-|proxy-|sec-|x-forwarded-)/;

export const HeaderName = z
  .string()
  .trim()
  .max(100, "This header name is too long.")
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "A header name has letters, digits and hyphens.")
  .refine((name) => !refused.has(name.toLowerCase()) && !refusedPrefix.test(name.toLowerCase()), {
    error: ({ input }) => `The header ${String(input)} is set by the gateway or belongs to one connection; it cannot be stored.`,
  });

export const HeaderValue = z
  .string()
  .trim()
  .min(1, "Enter the header's value.")
  .max(8 * 1024, "This header value is longer than 8 KiB.")
  .regex(/^[\t\x20-\x7e]*$/, "A header value has no line breaks, control characters or letters outside ASCII.");

/** Static headers with which the gateway meets a server: credentials such as `Authorization` or `X-Api-Key`. */
export const ServerHeaders = z
  .array(z.strictObject({ name: HeaderName, value: HeaderValue }))
  .max(20, "A server can have at most 20 headers.")
  .superRefine((headers, check) => {
    const seen = new Set<string>();
    for (const [index, { name }] of headers.entries()) {
      if (seen.has(name.toLowerCase()))
        check.addIssue({ code: "custom", path: [index, "name"], message: `The header ${name} is there twice.` });
      seen.add(name.toLowerCase());
    }
  });
export type ServerHeaders = z.output<typeof ServerHeaders>;

export const recordOf = (headers: ServerHeaders): Record<string, string> =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value]));
