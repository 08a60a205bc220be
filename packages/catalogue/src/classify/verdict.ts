import { type Category, rankOf } from "../category.ts";
import type { Evidence } from "../definition.ts";
import { scriptVerbs } from "../lexicon/foreign.ts";
import { setOf } from "../lexicon/words.ts";
import { reasonFor } from "./because.ts";
import { ofChoice, ofLead, ofName, type Verdict, type Words } from "./evidence.ts";
import { type Meaning, meaningsOf, namesAnAnswer } from "./meaning.ts";
import { type NameReading, readName } from "./name.ts";
import { type ProseReading, purposesOf, readProse } from "./prose.ts";
import { verdictOfQuery } from "./query.ts";
import { raised } from "./raise.ts";
import { hintOf, strongestChoice } from "./schema.ts";

/** What name, description and schema say together, before annotations are heard. */
export function verdictOf(words: Words): Verdict {
  const read = readName(words.name, words.server);
  const prose = readProse(words.description, words.name);
  const meanings = meaningsOf(read, prose.words, words.server);
  const verdict =
    verdictOfQuery(words, read, meanings, prose) ??
    named(words, read, meanings, prose) ??
    told(words, prose) ??
    scripted(words) ??
    hinted(words, read, prose);
  return raised(verdict, words, prose);
}

/** The name has a verb: it decides, unless it could as well be a noun and the description is plain. */
function named(words: Words, read: NameReading, meanings: readonly Meaning[], prose: ProseReading): Verdict | undefined {
  const [meaning] = meanings;
  if (!meaning) return undefined;
  if (meaning.says === "unclassified") return vague(words, read, meaning, prose);
  const fromName = ofName(words.name, read, meaning);
  const fromProse = ofLead(words, prose);
  if (!fromProse) return { category: meaning.says, confidence: meaning.firm ? 0.85 : 0.65, evidence: [fromName] };
  if (fromProse.says === meaning.says)
    return { category: meaning.says, confidence: meaning.firm ? 0.97 : 0.9, evidence: [fromName, fromProse] };
  if (meaning.firm) return { category: meaning.says, confidence: 0.75, evidence: [fromName] };
  // A name that could be a noun gives way to a sentence that begins with a verb.
  if (prose.lead?.sure && (rankOf(fromProse.says) > rankOf(meaning.says) || fromProse.says === "read")) {
    return { category: fromProse.says, confidence: 0.75, evidence: [fromProse] };
  }
  return { category: meaning.says, confidence: 0.6, evidence: [fromName] };
}

const doers = setOf("handle process perform control operate interact apply configure");

/** "manage_users", "handle_request": what is done stands elsewhere. */
function vague(words: Words, read: NameReading, meaning: Meaning, prose: ProseReading): Verdict | undefined {
  const choice = strongestChoice(words.parameters);
  if (choice) return { category: choice.says, confidence: 0.8, evidence: [ofChoice(choice)] };
  const fromProse = ofLead(words, prose);
  if (fromProse) return { category: fromProse.says, confidence: 0.7, evidence: [fromProse] };
  const base = read.head?.verb.base ?? "";
  const guessed: Category | undefined =
    base === "manage" || base === "batch" || base === "bulk" ? "write" : doers.has(base) ? "execute" : undefined;
  if (!guessed) return undefined;
  const evidence = { ...ofName(words.name, read, meaning, guessed), because: "the word says that something is done, but not what" };
  return { category: guessed, confidence: 0.4, evidence: [evidence] };
}

/** The name has no verb, and the description begins with one. */
function told(words: Words, prose: ProseReading): Verdict | undefined {
  const evidence = ofLead(words, prose);
  return evidence && { category: evidence.says, confidence: prose.lead?.sure ? 0.8 : 0.65, evidence: [evidence] };
}

/** Names and descriptions in scripts that are written without spaces. */
function scripted({ name, description }: Words): Verdict | undefined {
  const inName = ideographic(name);
  const found = inName ?? ideographic(description.slice(0, 40));
  if (!found) return undefined;
  const [quote, says] = found;
  return { category: says, confidence: 0.7, evidence: [{ field: inName ? "name" : "description", quote, says, because: reasonFor(says) }] };
}

function ideographic(text: string): readonly [string, Category] | undefined {
  return /[\u3040-\u9fff\uac00-\ud7af]/.test(text) ? scriptVerbs.find(([word]) => text.includes(word)) : undefined;
}

const promise = /\b(?:information|details|list|overview|status|statistics|documentation|forecast|results?) (?:about|on|of|for|from)\b/i;

/** Nothing but nouns: what the description says to be for, what the arguments suggest, or a noun that can only be told. */
function hinted({ name, description, parameters }: Words, read: NameReading, prose: ProseReading): Verdict {
  const choice = strongestChoice(parameters);
  if (choice) return { category: choice.says, confidence: 0.7, evidence: [ofChoice(choice)] };
  const purpose = prose.says ? ofPurpose(description) : undefined;
  if (purpose) return { category: purpose.says, confidence: 0.5, evidence: [purpose] };
  if (prose.lead?.verb.base === "perform") {
    const { start, end } = prose.lead;
    const because = "it carries something out, without saying what";
    return {
      category: "execute",
      confidence: 0.4,
      evidence: [{ field: "description", quote: description.slice(start, end), says: "execute", because }],
    };
  }
  const converted = convertedIn(name, read);
  if (converted) return converted;
  const hint = hintOf(parameters);
  const fromSchema: Verdict | undefined = hint && { category: hint.says, confidence: 0.45, evidence: [{ field: "inputSchema", ...hint }] };
  if (fromSchema && rankOf(fromSchema.category) >= rankOf("execute")) return fromSchema;
  const last = read.tokens.at(-1);
  if (last && namesAnAnswer(read, !prose.says && !hint)) {
    const because = "it names something to be told, and nothing to be done";
    return {
      category: "read",
      confidence: 0.5,
      evidence: [{ field: "name", quote: name.slice(last.start, last.end), says: "read", because }],
    };
  }
  if (fromSchema) return fromSchema;
  const noun = prose.says ? promise.exec(description.slice(0, 300)) : null;
  if (noun)
    return {
      category: "read",
      confidence: 0.5,
      evidence: [{ field: "description", quote: noun[0], says: "read", because: "it promises information" }],
    };
  return { category: "unclassified", confidence: 0.2, evidence: [] };
}

/** The strongest of the purposes; to manage something is to change it. */
function ofPurpose(description: string): Evidence | undefined {
  let strongest: Evidence | undefined;
  for (const { verb, start, end } of purposesOf(description)) {
    const says = verb.base === "manage" ? "write" : verb.says;
    if (rankOf(says) <= rankOf(strongest?.says ?? "unclassified")) continue;
    strongest = { field: "description", quote: description.slice(start, end), says, because: reasonFor(says) };
  }
  return strongest;
}

const media = setOf("image images video speech audio voice music song");

/** "text_to_image", "fiat_to_sats": something becomes something else. */
function convertedIn(name: string, { tokens }: NameReading): Verdict | undefined {
  const at = tokens.findIndex(({ word }) => word === "to" || word === "2");
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  if (at < 1 || !before || !after) return undefined;
  const says: Category = media.has(after.word) ? "execute" : "read";
  const because = says === "execute" ? "a media model or encoder is run" : "one thing is told in terms of another";
  return { category: says, confidence: 0.5, evidence: [{ field: "name", quote: name.slice(before.start, after.end), says, because }] };
}
