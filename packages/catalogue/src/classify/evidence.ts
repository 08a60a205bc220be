import { type Category, rankOf } from "../category.ts";
import type { Evidence, ServerContext } from "../definition.ts";
import { reasonFor } from "./because.ts";
import { type Meaning, meaningOfProse } from "./meaning.ts";
import type { NameReading } from "./name.ts";
import type { ProseReading } from "./prose.ts";
import type { Choice, Parameter } from "./schema.ts";

/** What a definition says in words. `description` is already capped. */
export type Words = { name: string; description: string; parameters: readonly Parameter[]; server: ServerContext | undefined };

/** A category, how sure it is (0 to 1) and the words that decided, the deciding ones first. */
export type Verdict = { category: Category; confidence: number; evidence: Evidence[] };

/** The words of the name that a meaning was taken from. */
export function ofName(name: string, read: NameReading, meaning: Meaning, says: Category = meaning.says): Evidence {
  const from = read.tokens[meaning.from]?.start ?? 0;
  const to = read.tokens[meaning.to]?.end ?? name.length;
  return { field: "name", quote: name.slice(from, to), says, because: meaning.because ?? reasonFor(says) };
}

/** The verb at the head of the description with the object that gives it its meaning; nothing where that verb says nothing. */
export function ofLead({ description, server }: Words, { lead, words }: ProseReading): Evidence | undefined {
  if (!lead || lead.verb.vague) return undefined;
  const meaning = meaningOfProse(lead.verb, words, server);
  if (rankOf(meaning.says) === 0) return undefined;
  const from = words[meaning.from]?.start ?? lead.start;
  const to = words[meaning.to]?.end ?? lead.end;
  return {
    field: "description",
    quote: description.slice(from, to),
    says: meaning.says,
    because: meaning.because ?? reasonFor(meaning.says),
  };
}

/** A value that an argument such as `action` may take. */
export function ofChoice({ says, parameter, quote }: Choice): Evidence {
  return { field: "inputSchema", quote, says, because: `the argument “${parameter.slice(0, 60)}” may ask for it: ${reasonFor(says)}` };
}
