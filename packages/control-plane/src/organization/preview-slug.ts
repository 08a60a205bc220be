import { z } from "zod";
import { mayAskName } from "../account/throttle.ts";
import { Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { freeSlug } from "./found.ts";
import { slugOf } from "./slug.ts";

export const PreviewSlugInput = z.strictObject({ name: z.string().max(100), source: Source });
export type PreviewSlugInput = z.input<typeof PreviewSlugInput>;

/**
 * The short name that a new organization of this name would get now. `taken` names the one that somebody else has, if so. Who asks too often
 * is told the plain short name and no more: the names of organizations are not for listing.
 */
export async function previewSlug(cp: ControlPlane, input: PreviewSlugInput): Promise<{ slug: string; taken: string | null }> {
  const { name, source } = readInput(PreviewSlugInput, input);
  const plain = slugOf(name, "team");
  if (name.trim() === "" || !(await mayAskName(cp, source))) return { slug: plain, taken: null };
  const slug = await outsideOrganizations(cp, (tx) => freeSlug(tx, cp, name));
  return { slug, taken: slug === plain ? null : plain };
}
