import { scan } from "@portcullis/protocol";
import { z } from "zod";
import type { Issue } from "../errors.ts";
import { Email, Name, Password, Slug } from "../fields.ts";
import { issuesOf } from "../input.ts";
import { isReservedSlug } from "../organization/slug.ts";
import { HeaderName, HeaderValue } from "../server/headers.ts";
import { ServerUrl } from "../server/register.ts";

/** Left out: what is stored stays. `{}`: none. */
const Headers = z.record(z.string(), z.string()).superRefine((headers, check) => {
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const problem = [HeaderName.safeParse(name), HeaderValue.safeParse(value)].find(({ success }) => !success);
    for (const { message } of problem?.error?.issues ?? []) check.addIssue({ code: "custom", path: [name], message });
    if (seen.has(name.toLowerCase())) check.addIssue({ code: "custom", path: [name], message: "This header is there twice." });
    seen.add(name.toLowerCase());
  }
});

/** A whole organization in one document: what is missing is created, what differs is changed, what is not named stays. */
export const Setup = z
  .strictObject({
    organization: z.strictObject({
      slug: Slug.refine((slug) => !isReservedSlug(slug), "This short name belongs to the product. Choose another one."),
      name: Name,
    }),
    /** `name` and `password` are for a new account; those of an existing one stay. */
    owner: z.strictObject({ email: Email, password: Password.optional(), name: Name.optional() }),
    servers: z
      .array(
        z.strictObject({
          slug: Slug,
          name: Name,
          url: ServerUrl,
          headers: Headers.optional(),
          /** The operator accepts what the server lists now, unseen. Left out: people do, in the dashboard; nothing is ever accepted by itself. */
          acceptTools: z.boolean().optional(),
        }),
      )
      .max(200)
      .default([]),
    policies: z
      .array(z.strictObject({ server: Slug, name: Name, document: z.record(z.string(), z.unknown()) }))
      .max(500)
      .default([]),
    grants: z
      .array(
        z.strictObject({
          label: Name,
          access: z
            .array(z.strictObject({ server: Slug, policy: Name.nullish() }))
            .min(1, "Name at least one server.")
            .max(100),
        }),
      )
      .max(1_000)
      .default([]),
  })
  .superRefine(({ servers, policies, grants }, check) => {
    const once = (path: PropertyKey[], keys: string[], what: string, member: string) => {
      for (const [index, key] of keys.entries())
        if (keys.indexOf(key) < index)
          check.addIssue({ code: "custom", path: [...path, index, member], message: `${what} is there twice.` });
    };
    once(
      ["servers"],
      servers.map(({ slug }) => slug),
      "This server",
      "slug",
    );
    once(
      ["policies"],
      policies.map(({ server, name }) => JSON.stringify([server, name])),
      "This policy",
      "name",
    );
    once(
      ["grants"],
      grants.map(({ label }) => label),
      "This grant",
      "label",
    );
    for (const [index, { access }] of grants.entries())
      once(
        ["grants", index, "access"],
        access.map(({ server }) => server),
        "This server",
        "server",
      );
  });
export type Setup = z.output<typeof Setup>;

export type ParsedSetup = { ok: true; setup: Setup } | { ok: false; problems: Issue[] };

/** Reads a set-up from JSON text, or from a value. As text, a member that is there twice is a problem too: readers disagree on which one counts. */
export function parseSetup(json: unknown): ParsedSetup {
  let value = json;
  if (typeof json === "string") {
    try {
      value = JSON.parse(json);
    } catch (error) {
      return { ok: false, problems: [{ pointer: "", message: `This is not JSON: ${(error as Error).message}` }] };
    }
    const scanned = scan(Buffer.from(json), { bytesMax: 64 * 1024 * 1024, nodesMax: 2_000_000, depthMax: 64 });
    if (!scanned.ok) return { ok: false, problems: [{ pointer: "", message: `This JSON cannot be used: ${scanned.failure.problem}` }] };
  }
  const parsed = Setup.safeParse(value);
  return parsed.success ? { ok: true, setup: parsed.data } : { ok: false, problems: issuesOf(parsed.error) };
}
