import type { ServerContext } from "../definition.ts";
import { nameVerbs, setOf, type Verb } from "../lexicon/words.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** A verb of a name, and which of the tokens it is. */
export type NamedVerb = { verb: Verb; at: number };

/**
 * What a name says: its words, where its own words begin after the server's prefix, the verb it is named after, and the verbs that are
 * joined to that one by "and", "or", "then". `firm` says that the head could hardly be anything but a verb.
 */
export type NameReading = { tokens: readonly Token[]; first: number; head?: NamedVerb; also: NamedVerb[]; firm: boolean };

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
 * The verb that the name is about. Names put it first ("delete_host") or last ("host_delete"), or in between ("zabbix_host_delete_all").
 * Of words that are hardly ever nouns the earliest is it, and what follows is its object ("get_delete_status", "DeleteAddressList");
 * words that could be nouns are it where they come first, or where there is no other.
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
  const late = Math.min(at - first, 10);
  if (verb.plain) return at === first ? 100 : 90 - late;
  if (at === first) return verb.vague ? 58 : 60;
  if (at === last) return verb.vague ? 20 : 50;
  return (verb.vague ? 10 : 30) - late;
}

const joins = setOf("and or then und et y n");

function joinedTo(head: NamedVerb, verbs: readonly NamedVerb[], tokens: readonly Token[]): NamedVerb[] {
  return verbs.filter(({ verb, at }) => {
    if (at === head.at) return false;
    const before = tokens[at - 1]?.word ?? "";
    if (joins.has(before)) return at > head.at || verb.plain;
    // "upload_delete", "build_cancel": of two verbs without an object the second is meant.
    if (tokens.length === 2 && head.at === 0 && head.verb.says !== "read" && verb.plain && verb.says === "destructive") return true;
    // "find_replace", "stop_delete": two firm verbs side by side.
    return at === head.at + 1 && at < tokens.length && verb.plain && seeking.has(head.verb.base) && besides.has(verb.base);
  });
}

const seeking = setOf("find search");
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
  return server?.tools && sharedWordOf(server.tools) === first ? 1 : 0;
}

// What is asked once for each tool of a server has the same answer for all of them.
const sharedWords = new WeakMap<readonly string[], string>();

/** The word with which all the server's tools begin; empty when there is none, or too few tools to tell. */
function sharedWordOf(tools: readonly string[]): string {
  const known = sharedWords.get(tools);
  if (known !== undefined) return known;
  const looked = tools.slice(0, 40).map((name) => (typeof name === "string" ? tokensOf(name) : []));
  const word = looked[0]?.[0]?.word ?? "";
  const shared = looked.length >= 4 && looked.every((tokens) => tokens.length > 1 && tokens[0]?.word === word) ? word : "";
  sharedWords.set(tools, shared);
  return shared;
}

/** A single word that nobody knows may be two without a gap: "endsession", "listusers". */
function unglued(tokens: Token[], name: string): Token[] {
  const only = tokens.length === 1 ? (tokens[0] as Token) : undefined;
  if (!only || only.word.length < 7 || nameVerbs.has(only.word) || only.word.length !== only.end - only.start) return tokens;
  for (let cut = Math.min(10, only.word.length - 4); cut >= 3; cut--) {
    const verb = nameVerbs.get(only.word.slice(0, cut));
    if (!verb?.plain || /^(?:ing|ings|er|ers|ed|ment|ion|able)/.test(only.word.slice(cut))) continue;
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
