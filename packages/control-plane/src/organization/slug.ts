import type { Tx } from "@portcullis/db";

/** First parts of paths that belong to the product, or could be mistaken for it. */
const reservedSlugs = new Set([
  ..."about account accounts activity admin api app apps assets audit auth billing blog callback connect contact dashboard docs".split(" "),
  ..."download error favicon gateway grants health healthz help home internal invitation invitations invite livez login logout".split(" "),
  ..."mcp members metrics new next null oauth org organization organizations policies portcullis pricing privacy public readyz".split(" "),
  ..."register robots root security server servers settings sign-in sign-out sign-up signin signout signup sitemap sse static".split(" "),
  ..."status support system terms trpc undefined user users webhook webhooks well-known www".split(" "),
]);
export const isReservedSlug = (slug: string): boolean => reservedSlugs.has(slug);

/** A name as part of a URL: lower-case letters, digits, single hyphens; `fallback` when nothing of the name can stay. */
export function slugOf(name: string, fallback: string): string {
  const slug = name
    .replace(/['’]/g, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return slug.length >= 2 ? slug : fallback;
}

/** `slug` itself, then `slug-2`, `slug-3`, …: the first that `isFree` accepts. Never longer than 40 characters. */
export async function firstFree(slug: string, isFree: (candidate: string) => Promise<boolean>): Promise<string> {
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? "" : `-${n}`;
    const candidate = `${slug.slice(0, 40 - suffix.length).replace(/-+$/, "")}${suffix}`;
    if (await isFree(candidate)) return candidate;
  }
}

/** The id behind a slug, over the one lookup that sees across organizations. */
export async function organizationIdOf(tx: Tx, slug: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string | null }[]>`SELECT portcullis.organization_by_slug(${slug}) AS id`;
  return rows[0]?.id ?? null;
}
