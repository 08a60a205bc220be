import { type Category, rankOf } from "../category.ts";
import type { ServerContext } from "../definition.ts";
import { byObject } from "../lexicon/by-object.ts";
import * as nouns from "../lexicon/nouns.ts";
import { setOf, type Verb } from "../lexicon/words.ts";
import type { NamedVerb, NameReading } from "./name.ts";
import type { Token } from "./tokens.ts";

/** What a verb of the name says here: the category, the tokens that said so (first and last), why, and whether it could hardly mean anything else. */
export type Meaning = { says: Category; from: number; to: number; because?: string; firm: boolean };

const answers = setOf(nouns.answers);
const reports = setOf(nouns.reports);
const rehearsals = setOf(nouns.rehearsals);
const money = setOf(nouns.money);
const market = setOf(nouns.market);
const notYetMoney = setOf(nouns.notYetMoney);
const tradingWords = setOf(nouns.tradingWords);
const queries = setOf("sql query queries statement statements cypher soql");
const objectSets = new Map(
  Object.entries(byObject).map(([verb, rules]) => [verb, rules.map((rule) => ({ ...rule, set: setOf(rule.objects) }))]),
);

/** Everything the name means, its strongest meaning first. Empty when no verb is in it. `prose` are the description's first words. */
export function meaningsOf(name: NameReading, prose: readonly Token[], server: ServerContext | undefined): Meaning[] {
  if (!name.head) return [];
  const meanings = [name.head, ...name.also].map((named) => meaningOf(named, name, prose, server));
  return meanings.sort((a, b) => rankOf(b.says) - rankOf(a.says));
}

function meaningOf(named: NamedVerb, name: NameReading, prose: readonly Token[], server: ServerContext | undefined): Meaning {
  const { verb, at } = named;
  return (
    rehearsed(named, name) ??
    reported(named, name) ??
    movedMoney(named, name, server) ??
    changedByObject(named, name, prose) ?? { says: verb.says, from: at, to: at, firm: verb.plain }
  );
}

/** "delete_preview", "dry_run_transfer", "can_refund": the deed is only talked about. */
function rehearsed({ verb, at }: NamedVerb, { tokens, first }: NameReading): Meaning | undefined {
  if (rankOf(verb.says) < rankOf("write")) return undefined;
  for (let other = 0; other < tokens.length; other++) {
    const { word } = tokens[other] as Token;
    if (other === at || !rehearsals.has(word)) continue;
    const leads = other < at && other <= first;
    const follows = other > at && other === tokens.length - 1 && rankOf(verb.says) >= rankOf("destructive");
    if (leads || follows || word === "dryrun")
      return {
        says: "read",
        from: Math.min(at, other),
        to: Math.max(at, other),
        because: "it is only tried or asked about, not done",
        firm: true,
      };
  }
  return undefined;
}

/** "transfer_history", "test_results", "audit_log": a word that could be a verb, and a report about it. */
function reported({ verb, at }: NamedVerb, { tokens }: NameReading): Meaning | undefined {
  if (verb.plain || verb.says === "read") return undefined;
  const last = tokens.length - 1;
  const { word } = tokens[last] as Token;
  const told = at === last ? at > 0 && (reports.has(word) || answers.has(word)) : reports.has(word);
  return told ? { says: "read", from: at, to: last, because: "it asks for a report", firm: false } : undefined;
}

const makers =
  setOf(`create make send submit place new execute process initiate issue confirm capture finalize accept complete authorize perform
  do run open start settle release schedule post trigger sign broadcast move add_ request_ cash convert_ transfer generate_ handle_ record_`);
const tokenMakers = setOf("send transfer deploy launch create_ make_ burn sign broadcast");
const transactionMakers = setOf("send sign broadcast submit execute");
const orderMakers = setOf("create make place submit new execute send issue confirm open complete");
const orderChangers = setOf("update modify replace edit change amend adjust");

const transactions = setOf("transaction transactions tx txs txn txns");
// Words that mean something else as often: an access token, a near place, a link.
const ambiguousMoney = setOf("token tokens coin coins nft nfts spl stake near dot ada ton wire sol");

/** "create_refund", "place_order", "send_usdc": a verb that makes, and something that is worth money. */
function movedMoney({ verb, at }: NamedVerb, { tokens }: NameReading, server: ServerContext | undefined): Meaning | undefined {
  if (verb.says === "read" || verb.says === "destructive" || verb.says === "financial") return undefined;
  for (let other = 0; other < tokens.length; other++) {
    if (other === at) continue;
    const { word } = tokens[other] as Token;
    if (!isWorthMoney(verb, word, server) || onlyPrepared(tokens, other)) continue;
    return { says: "financial", from: Math.min(at, other), to: Math.max(at, other), because: "what it makes moves money", firm: true };
  }
  return undefined;
}

function isWorthMoney({ base }: Verb, word: string, server: ServerContext | undefined): boolean {
  if (word === "order" || word === "orders") return orderMakers.has(base) || (orderChangers.has(base) && isTrading(server));
  if (market.has(word)) return (word.startsWith("position") || isTrading(server)) && orderMakers.has(base) && base !== "create";
  if (transactions.has(word))
    return transactionMakers.has(base) && (base === "send" || base === "sign" || base === "broadcast" || isTrading(server));
  if (ambiguousMoney.has(word)) return tokenMakers.has(base) && (base !== "sign" || isTrading(server));
  return money.has(word) && makers.has(base);
}

function onlyPrepared(tokens: NameReading["tokens"], at: number): boolean {
  const next = tokens[at + 1]?.word;
  const before = tokens[at - 1]?.word;
  return (
    (next !== undefined && notYetMoney.has(next)) ||
    before === "draft" ||
    before === "work" ||
    before === "purchase" ||
    before === "sort" ||
    before === "display"
  );
}

/** Whether the server is about markets, wallets or chains, by its name or by its tools. */
function isTrading(server: ServerContext | undefined): boolean {
  if (!server) return false;
  if (typeof server.name === "string" && wordsIn(server.name).some((word) => tradingWords.has(word))) return true;
  return (server.tools ?? [])
    .slice(0, 60)
    .some(
      (tool) =>
        typeof tool === "string" &&
        /(?:^|[_\-.])(?:buy|sell|swap|place_.*order|portfolio|positions)(?:$|[_\-.])/i.test(tool.slice(0, nameReadMax)),
    );
}

/** As long as a name may be where it is stored. */
const nameReadMax = 256;

const wordsIn = (text: string) =>
  text
    .slice(0, 200)
    .toLowerCase()
    .split(/[^a-z0-9]+/);

function changedByObject({ verb, at }: NamedVerb, name: NameReading, prose: readonly Token[]): Meaning | undefined {
  const rules = objectSets.get(verb.base);
  if (!rules) return undefined;
  const { tokens } = name;
  for (const { set, says, because } of rules) {
    for (let other = 0; other < tokens.length; other++) {
      if (other !== at && set.has((tokens[other] as Token).word)) {
        return { says, from: Math.min(at, other), to: Math.max(at, other), because, firm: true };
      }
    }
  }
  if (prose.length === 0) return undefined;
  // No object of its own that says it: the description's first words may.
  const clause = clauseOf(prose);
  for (const { set, says, because } of rules) {
    if ((says !== "read" || tokens.length === 1) && clause.some(({ word }) => set.has(word)))
      return { says, from: at, to: at, because, firm: false };
  }
  return undefined;
}

const clauseEnds = setOf("to of for from with by in on using via into as based if when so where");

/** The words of a sentence from its verb to the end of its object. */
function clauseOf(words: readonly Token[]): readonly Token[] {
  const end = words.findIndex((word, at) => at > 0 && clauseEnds.has(word.word));
  return words.slice(0, Math.min(end < 0 ? 8 : end, 8));
}

/** What the verb at the head of a description means with the objects that follow it. Token positions are those of the description. */
export function meaningOfProse(verb: Verb, words: readonly Token[], server: ServerContext | undefined): Meaning {
  return meaningOf({ verb, at: 0 }, { tokens: clauseOf(words), first: 0, also: [], firm: true }, [], server);
}

/** Whether the name is about a query in a language of its own ("execute_sql", "run_query", "query"). */
export function asksQuery(name: NameReading): boolean {
  return name.tokens.some(({ word }) => queries.has(word));
}

/**
 * Names without any verb: whether their last word is something that can only be told ("stock_price", "user_projects"). A single unknown
 * plural may as well be a product ("redis"), unless nothing else is known.
 */
export function namesAnAnswer(name: NameReading, nothingElse: boolean): boolean {
  const word = name.tokens.at(-1)?.word ?? "";
  return answers.has(word) || ((nothingElse || name.tokens.length > 1) && word.length > 4 && word.endsWith("s") && !word.endsWith("ss"));
}
