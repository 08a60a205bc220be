import type { AttackPattern } from "./pattern.ts";

/** Every attack pattern, in the order in which pages list them. */
export const attackPatterns: readonly AttackPattern[] = [];

export function findAttack(slug: string): AttackPattern | undefined {
  return attackPatterns.find((pattern) => pattern.slug === slug);
}
