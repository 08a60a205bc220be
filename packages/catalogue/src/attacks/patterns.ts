import type { Category } from "../category.ts";
import { harmByAutonomy } from "./autonomy.ts";
import { attacksByDefinition } from "./definitions.ts";
import { attacksOnIdentity } from "./identity.ts";
import { attacksByData } from "./injection.ts";
import type { AttackPattern } from "./pattern.ts";

/** Every attack pattern, in the order in which pages list them. */
export const attackPatterns: readonly AttackPattern[] = [...attacksByDefinition, ...attacksByData, ...attacksOnIdentity, ...harmByAutonomy];

/** The pattern whose page has that path, such as `rug-pull`. */
export function findAttack(slug: string): AttackPattern | undefined {
  return attackPatterns.find((pattern) => pattern.slug === slug);
}

/** The patterns that abuse tools of a category. */
export function attacksOn(category: Category): readonly AttackPattern[] {
  return attackPatterns.filter(({ exposes }) => exposes.includes(category));
}
