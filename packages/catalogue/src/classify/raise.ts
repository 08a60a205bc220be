import { rankOf } from "../category.ts";
import type { Evidence } from "../definition.ts";
import { setOf } from "../lexicon/words.ts";
import { reasonFor } from "./because.ts";
import { ofChoice, ofLead, type Verdict, type Words } from "./evidence.ts";
import { type ProseReading, strongPhrase } from "./prose.ts";
import { strongestChoice } from "./schema.ts";

/** The verdict, or a stronger one where description or schema say something worse than it: a first verb, a second one, loss, payment, a choice of actions. */
export function raised(verdict: Verdict, words: Words, prose: ProseReading): Verdict {
  const worse = [...worseInProse(verdict, words, prose), ...worseInSchema(words)].filter(
    ({ says }) => rankOf(says) > rankOf(verdict.category),
  );
  if (worse.length === 0) return verdict;
  worse.sort((a, b) => rankOf(b.says) - rankOf(a.says));
  const category = (worse[0] as Evidence).says;
  return { category, confidence: Math.min(verdict.confidence, 0.65), evidence: [...worse, ...verdict.evidence] };
}

// Beside another verb these mostly tidy up after it: "close the session and reset the context".
const mild = setOf("reset clear cancel drop clean empty abort");

function worseInProse({ category }: Verdict, words: Words, prose: ProseReading): Evidence[] {
  const { description } = words;
  const worse: Evidence[] = [];
  const { lead, also } = prose;
  const fromLead = lead?.sure ? ofLead(words, prose) : undefined;
  if (fromLead && rankOf(fromLead.says) >= rankOf("destructive")) worse.push(fromLead);
  const reads = category === "read" || category === "unclassified";
  const imperative = lead !== undefined && description.slice(lead.start, lead.end).toLowerCase() === lead.verb.base;
  for (const { verb, start, end } of also) {
    const weighs = (rankOf(verb.says) >= rankOf("destructive") && !mild.has(verb.base)) || (reads && imperative && verb.says === "write");
    if (weighs) worse.push({ field: "description", quote: description.slice(start, end), says: verb.says, because: reasonFor(verb.says) });
  }
  const phrase = description.length > 20 ? strongPhrase(description) : undefined;
  if (phrase && !(reads && phrase.says === "financial")) {
    worse.push({ field: "description", quote: description.slice(phrase.start, phrase.end), says: phrase.says, because: phrase.because });
  }
  return worse;
}

function worseInSchema({ parameters }: Words): Evidence[] {
  const choice = parameters.length > 0 ? strongestChoice(parameters) : undefined;
  return choice ? [ofChoice(choice)] : [];
}
