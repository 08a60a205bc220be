import type { ServerContext } from "../definition.ts";
import { nameVerbs, setOf, type Verb } from "../lexicon/words.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** A verb of a name, and which of the tokens it is. */
export type NamedVerb = { verb: Verb; at: number };

/**
 * What a name says: its words, where its own words begin after the server's prefix, the verb it is named after, and the verbs that are
 * joined to that one by "and", "or", "then". `firm` says that the head could hardly be anything but a verb.
 */
export type NameReading = { tokens: Token[]; first: number; head?: NamedVerb; also: NamedVerb[]; firm: boolean };

export function readName(name: string, server: ServerContext | undefined): NameReading {
  const tokens = unglued(tokensOf(name), name);
  const first = prefixLength(tokens, server);
  const verbs: NamedVerb[] = [];
  for (let at = first; at < tokens.length; at++) {
    const verb = nameVerbs.get((tokens[at] as Token).word);
    if (verb && !isNegated(tokens, at)) verbs.push({ verb, at });
  }
  const head = headOf(verbs, first, tokens.length - 1);
  if (!head) return { tokens, first, also: [], firm: false };
  return { tokens, first, head, also: joinedTo(head, verbs, tokens), firm: head.verb.plain };
}

/**
 * The verb that the name is about. Names put it first ("delete_host") or last ("host_delete"); in between it is firm only for words
 * that are hardly ever nouns ("zabbix_host_delete_all"). What follows a firm first verb is its object ("get_delete_status").
 */
function headOf(verbs: readonly NamedVerb[], first: number, last: number): NamedVerb | undefined {
  let best: NamedVerb | undefined;
  let most = 0;
  for (const candidate of verbs) {
    const score = placeScore(candidate, first, last);
    if (score > most) {
      most = score;
      best = candidate;
    }
  }
  return best;
}

function placeScore({ verb, at }: NamedVerb, first: number, last: number): number {
  if (at === first) return verb.plain ? 100 : verb.vague ? 58 : 60;
  if (at === last) return verb.plain ? 80 : verb.vague ? 20 : 50;
  return verb.plain ? 75 - Math.min(at - first, 10) : verb.vague ? 10 : 30 - Math.min(at - first, 10);
}

const joins = setOf("and or then und et y n");

function joinedTo(head: NamedVerb, verbs: readonly NamedVerb[], tokens: readonly Token[]): NamedVerb[] {
  return verbs.filter(({ verb, at }) => {
    if (at === head.at) return false;
    const before = tokens[at - 1]?.word ?? "";
    if (joins.has(before)) return at > head.at || verb.plain;
    // "find_replace", "stop_delete": two firm verbs side by side.
    return at === head.at + 1 && at < tokens.length && verb.plain && head.verb.says === "read" && besides.has(verb.base);
  });
}

const besides = setOf("replace update delete remove kill");
const negations = setOf("no not non dont never without un");

const isNegated = (tokens: readonly Token[], at: number) => at > 0 && negations.has((tokens[at - 1] as Token).word);

/** How many of the first words only name the server or the product. */
function prefixLength(tokens: readonly Token[], server: ServerContext | undefined): number {
  if (tokens.length < 2) return 0;
  const first = (tokens[0] as Token).word;
  const verb = nameVerbs.get(first);
  if (!verb) return 1;
  // A word that could be a verb is a prefix only when every tool of the server carries it.
  const siblings = server?.tools;
  if (!siblings || siblings.length < 4) return 0;
  let sharing = 0;
  const looked = Math.min(siblings.length, 40);
  for (let at = 0; at < looked; at++) if (startsWithWord(siblings[at], first)) sharing++;
  return sharing >= looked * 0.9 && (!verb.plain || sharing === looked) ? 1 : 0;
}

const startsWithWord = (name: unknown, word: string): boolean =>
  typeof name === "string" && name.length > word.length && name.slice(0, word.length).toLowerCase() === word;

/** A single word that nobody knows may be two without a gap: "endsession", "listusers". */
function unglued(tokens: Token[], name: string): Token[] {
  const only = tokens.length === 1 ? (tokens[0] as Token) : undefined;
  if (!only || only.word.length < 7 || nameVerbs.has(only.word) || only.word.length !== only.end - only.start) return tokens;
  for (let cut = Math.min(10, only.word.length - 3); cut >= 3; cut--) {
    const verb = nameVerbs.get(only.word.slice(0, cut));
    if (!verb || /^(?:ing|ings|er|ers|ed|ment|ion|able)/.test(only.word.slice(cut))) continue;
    if (cut === 3 && !shortGlued.has(verb.base)) continue;
    const middle = only.start + cut;
    return [
      { word: only.word.slice(0, cut), start: only.start, end: middle },
      { word: only.word.slice(cut), start: middle, end: name.length < only.end ? name.length : only.end },
    ];
  }
  return tokens;
}

const shortGlued = setOf("get add run end");
