import type { Category } from "../category.ts";

const reasons: Record<Category, string> = {
  read: "it asks for data and changes nothing",
  write: "it makes or changes something",
  execute: "it sets something off outside the call",
  destructive: "it ends or erases something",
  financial: "it moves something of value",
  unclassified: "it does not say what is done",
};

/** Why a word of that kind puts a tool into the category, as the end of a sentence. */
export function reasonFor(category: Category): string {
  return reasons[category];
}
