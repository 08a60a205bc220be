import type { Category } from "../category.ts";
import { introductions } from "../lexicon/verbs.ts";
import { inflectedVerbs, proseVerbs, setOf, type Verb } from "../lexicon/words.ts";
import type { Token } from "./tokens.ts";

/** A verb of a description and its place in it. */
export type ProseVerb = { verb: Verb; start: number; end: number };

/**
 * What a description says: the verb it begins with (`sure`: it could not be a noun), the words from there on, verbs joined to it, and
 * whether it says anything beside the name.
 */
export type ProseReading = { words: readonly Token[]; lead?: ProseVerb & { sure: boolean }; also: readonly ProseVerb[]; says: boolean };

const introduction = setOf(introductions);
const nothing: ProseReading = { words: [], also: [], says: false };
const lookedAtMax = 240;
const wordsMax = 32;
const determiners = setOf("a an the this your all any one multiple new specific specified given some each every up out");

type Word = Token & { after: string }; // `after`: punctuation up to the next word

/** Reads the first sentence of a description. `name` is the tool's: a description that repeats it says nothing. */
export function readProse(description: string, name: string): ProseReading {
  if (description.length === 0 || description === name) return nothing;
  const words = wordsOf(description);
  if (words.length < 2) return nothing;
  const at = leadAt(words);
  const lead = at < 0 ? undefined : asVerb(words[at] as Word, at === 0);
  if (!lead) return { words, also: [], says: true };
  const sure = lead.verb.plain || endsAsThird(words[at] as Word) || determiners.has(words[at + 1]?.word ?? "");
  return { words: words.slice(at), lead: { ...lead, sure }, also: joinedTo(words, at), says: true };
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  const end = Math.min(text.length, lookedAtMax);
  let start = -1;
  let after = "";
  for (let at = 0; at <= end; at++) {
    const code = at < end ? text.charCodeAt(at) : 32;
    const letter =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 39 || code === 0x2019 || code === 45 || code > 0xbf;
    if (letter && start < 0) {
      if (words.length > 0) (words[words.length - 1] as Word).after = after;
      after = "";
      start = at;
    } else if (!letter && start >= 0) {
      words.push({ word: text.slice(start, at).toLowerCase(), start, end: at, after: "" });
      start = -1;
      if (words.length >= wordsMax) return words;
    }
    if (letter || code === 32) continue;
    after += text[at];
    // Nothing after the first sentence is asked for, once it has said something.
    if (code === 46 && words.length >= 5 && (text.charCodeAt(at + 1) === 32 || text.charCodeAt(at + 1) === 10)) return words;
  }
  return words;
}

/** Where the verb stands that the description begins with, past words that only introduce it; -1 when it begins with something else. */
function leadAt(words: readonly Word[]): number {
  let open = true; // whether a verb may stand here
  for (let at = 0; at < Math.min(words.length, 14); at++) {
    const word = words[at] as Word;
    if (open) {
      if (isNegation(word.word)) return -1;
      const found = asVerb(word, at === 0);
      if (found && !isNounHere(words, at) && !introduction.has(word.word)) return at;
      if (!introduction.has(word.word) && !word.word.endsWith("ly")) open = false;
    }
    if (
      word.word === "to" ||
      word.word === "that" ||
      word.word === "which" ||
      word.word === "can" ||
      word.word === "will" ||
      (word.after !== "" && /[:|\-–—\])]/.test(word.after))
    )
      open = true;
    if (word.after.includes(".") && !/[a-z]/.test(word.after)) {
      if (at > 2) return -1;
      open = true;
    }
  }
  return -1;
}

const asVerb = (word: Word, first: boolean): ProseVerb | undefined => {
  const verb = proseVerbs.get(word.word) ?? (first && word.word.endsWith("ing") ? inflectedVerbs.get(word.word) : undefined);
  return verb && { verb, start: word.start, end: word.end };
};

// "Set of tools", "the update", "this list".
function isNounHere(words: readonly Word[], at: number): boolean {
  const { word } = words[at] as Word;
  const next = words[at + 1]?.word;
  if (next === "of" && (word === "set" || word === "process" || word === "store")) return true;
  const before = at > 0 ? (words[at - 1] as Word).word : "";
  return before === "the" || before === "a" || before === "an" || (before === "this" && next !== undefined && introduction.has(next));
}

const isNegation = (word: string) =>
  word === "not" ||
  word === "never" ||
  word === "without" ||
  word === "cannot" ||
  word === "no" ||
  word.endsWith("n't") ||
  word.endsWith("n’t");

/** "Stop and remove a container", "create, update or delete": verbs of the same form after the first one, to the end of the sentence. */
function joinedTo(words: readonly Word[], lead: number): ProseVerb[] {
  const found: ProseVerb[] = [];
  const third = endsAsThird(words[lead] as Word);
  for (let at = lead + 1; at < Math.min(words.length, lead + 26); at++) {
    const before = words[at - 1] as Word;
    if ((before.after !== "" && /[.!?;(]/.test(before.after)) || isNegation((words[at] as Word).word)) break;
    const joined =
      before.word === "and" || before.word === "or" || before.word === "then" || before.after.includes(",") || before.after.includes("/");
    const word = words[at] as Word;
    if (!joined || endsAsThird(word) !== third) continue;
    const verb = proseVerbs.get(word.word);
    if (verb?.plain && !isNounHere(words, at)) found.push({ verb, start: word.start, end: word.end });
  }
  return found;
}

const endsAsThird = ({ word }: Word) => word.endsWith("s") && !proseVerbs.get(word)?.base.endsWith("s");

/** "Commands for managing and querying clusters": what a description without a verb of its own says to be for. */
export function purposesOf(description: string): ProseVerb[] {
  const words = wordsOf(description);
  const found: ProseVerb[] = [];
  for (let at = 1; at < words.length; at++) {
    const { word, start, end } = words[at] as Word;
    if (!word.endsWith("ing")) continue;
    const before = words[at - 1] as Word;
    const listed = found.length > 0 && (before.word === "and" || before.word === "or" || before.after.includes(","));
    if (!listed && before.word !== "for" && before.word !== "allows" && before.word !== "enables" && before.word !== "supports") continue;
    const verb = inflectedVerbs.get(word);
    if (verb) found.push({ verb, start, end });
  }
  return found;
}

export type Phrase = { says: Category; start: number; end: number; because: string };

const destroying =
  /\b(?:permanently|irreversibly|irrevocably)\s+(?:delet|remov|eras|destroy|wip|purg)\w*|\b(?:[Tt]his|[Ii]t)(?: (?:operation|action|tool|method|call|command))?(?: will)?(?: also)?(?: permanently)? (?:deletes?|erases?|wipes?|destroys?|purges?)\b|\bdestructive (?:operation|action)|\bwill be (?:permanently )?(?:deleted|erased|wiped|destroyed)\b/;
const paying =
  /\b(?:spends?|moves?|transfers?|sends?) (?:real )?(?:money|funds)\b|\breal money\b|\bpay(?:s|ing)? (?:with|for|by)\b|\bcharges? (?:the|a|your|their) (?:customer|card|wallet|account|stored)\b/;

const phraseWithinMax = 1_000;

/** Words anywhere in the first 1,000 characters that say that something is lost or paid, unless they are negated or only advise. */
export function strongPhrase(description: string): Phrase | undefined {
  const text = description.length > phraseWithinMax ? description.slice(0, phraseWithinMax) : description;
  return (
    phraseIn(text, destroying, "destructive", "it says itself that something is lost") ??
    phraseIn(text, paying, "financial", "it says itself that money moves")
  );
}

const stemsOf: Record<string, readonly string[]> = {
  destructive: ["delet", "eras", "destr", "wip", "purg", "remov"],
  financial: ["money", "funds", "pay", "charge"],
};

function phraseIn(text: string, pattern: RegExp, says: Category, because: string): Phrase | undefined {
  // Looking for a stem costs far less than the pattern, and most texts have none.
  if (!stemsOf[says]?.some((stem) => text.includes(stem))) return undefined;
  const found = pattern.exec(text);
  if (!found) return undefined;
  const before = text.slice(Math.max(0, found.index - 32), found.index);
  if (/\b(?:not|never|no|non|cannot|without|instead of|rather than|if|unless|to|before|n['’]t)\b[^.]*$|n['’]t [^.]*$|non-$/i.test(before))
    return undefined;
  return { says, start: found.index, end: found.index + found[0].length, because };
}
