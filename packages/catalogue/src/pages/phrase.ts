import { readName } from "../classify/name.ts";
import type { ToolDefinition } from "../definition.ts";
import { setOf } from "../lexicon/words.ts";
import type { PageServer } from "./content.ts";
import { shown } from "./reveal-hidden.ts";
import type { Text } from "./text.ts";

/** What a tool's name says in words: its verb, how a sentence begins with it ("Creates or updates"), what it is done to ("a host"), and that without articles. */
export type Phrase = { verb: string; done: string; object: string; plain: string };

/** The words of a name, or undefined where no verb is in it. `siblings` are the names of the server's tools. */
export function phraseOf(name: string, server: PageServer, siblings: readonly string[]): Phrase | undefined {
  const { tokens, first, head, also } = readName(name, { name: server.name, tools: siblings });
  if (!head || head.verb.vague || head.verb.base.charCodeAt(0) > 127) return undefined;
  const product = setOf(server.name.toLowerCase().replace(/[^a-z0-9]+/g, " "));
  const skipped = sharedPrefix(siblings);
  const dropped = new Set([head.at, ...also.flatMap(({ at }) => [at - 1, at])]);
  // What comes before the verb belongs to the object, unless it only names the product or stands on every tool.
  const words = tokens
    .filter(({ word }, at) => !dropped.has(at) && !(at < first && (product.has(word) || word === skipped || head.at === first)))
    .map(({ word }) => spelledOut[word] ?? word);
  const kept = words.filter((word, at) => !(at === 0 && product.has(word)));
  const joined = also.map(
    ({ verb, at }) =>
      ` ${tokens[at - 1]?.word === "and" || tokens[at - 1]?.word === "then" ? "and" : "or"} ${thirdPersonOf(verb.base).toLowerCase()}`,
  );
  return {
    verb: head.verb.base,
    done: thirdPersonOf(head.verb.base) + joined.join(""),
    object: shown(nounPhrase(kept, head.verb.says === "read"), 80),
    plain: shown(kept.join(" "), 80),
  };
}

const spelledOut: Record<string, string> = {
  env: "environment",
  repo: "repository",
  config: "configuration",
  db: "database",
  hostgroup: "host group",
  hostgroups: "host groups",
  usergroup: "user group",
  usergroups: "user groups",
  info: "information",
};

function sharedPrefix(siblings: readonly string[]): string {
  const [start = ""] = /^[A-Za-z]+/.exec(siblings[0] ?? "") ?? [];
  return start !== "" && siblings.length > 1 && siblings.every((name) => name.startsWith(start)) ? start.toLowerCase() : "";
}

const prepositions = setOf("to from in by for of on with at into and or as via");
const uncountable = setOf(
  "maintenance history data info information media content contents metadata documentation configuration feedback help inventory availability usage weather news code text sql html markdown json xml csv pdf speech audio cache context memory thinking access research guidance",
);
const acronyms = setOf(
  "api sla url uri id ids sql http https pdf csv json xml html ui dns ip vm vms os db cpu kv ai acl iam sso mfa sms mms ssh svg css pr prs ci cd llm tls ssl faq",
);

/** "host" → "a host"; "templates to host" → "templates to a host"; "api version" → "the API version" where it is read. */
function nounPhrase(words: readonly string[], definite: boolean): string {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (prepositions.has(word)) parts.push([word], []);
    else (parts.at(-1) as string[]).push(word);
  }
  return parts
    .filter((part) => part.length > 0)
    .map((part) => (prepositions.has(part[0] as string) && part.length === 1 ? (part[0] as string) : withArticle(part, definite)))
    .join(" ");
}

function withArticle(words: readonly string[], definite: boolean): string {
  const spelled = words
    .map((word) =>
      acronyms.has(word)
        ? word
            .toUpperCase()
            .replace(/S$/, (s) =>
              word === "dns" || word === "os" || word === "sms" || word === "mms" || word === "tls" || word === "https" || word === "css"
                ? s
                : "s",
            )
        : word,
    )
    .join(" ");
  const last = words.at(-1) ?? "";
  const first = words[0] ?? "";
  const plural =
    (last.endsWith("s") && !/(?:ss|us|is|sms|dns)$/.test(last)) || numbers.has(first) || last === "people" || last === "children";
  if (plural || uncountable.has(last) || determined.has(first) || /^\d/.test(first) || words.length > 6) return spelled;
  if (definite) return `the ${spelled}`;
  return `${/^(?:[aeio]|u(?!s|ni|ti)|[AEFHILMNORSX][A-Z])/.test(spelled) ? "an" : "a"} ${spelled}`;
}

const numbers = setOf("two three many multiple all several");
const determined = setOf("my me a an the this that your each every latest last next current all any");

const thirdPersons: Record<string, string> = {
  get: "Reads",
  read: "Reads",
  retrieve: "Reads",
  list: "Lists",
  update: "Changes",
  execute: "Runs",
  exec: "Runs",
  del: "Deletes",
  rm: "Removes",
  has: "Tells whether it has",
  is: "Tells whether it is",
  logout: "Logs out",
  login: "Logs in",
  signin: "Signs in",
  signout: "Signs out",
  lookup: "Looks up",
  ls: "Lists",
  cat: "Reads",
  ack: "Acknowledges",
  init: "Initializes",
  setup: "Sets up",
  rollback: "Rolls back",
  cleanup: "Cleans up",
  backup: "Backs up",
  goto: "Goes to",
  search: "Searches for",
  query: "Asks for",
  think: "Thinks about",
  whoami: "Tells who is logged in:",
  undo: "Undoes",
  redo: "Redoes",
  go: "Goes",
  top: "Shows",
};

/** The verb as a sentence begins with it: "Deletes". */
export function thirdPersonOf(verb: string): string {
  const known = thirdPersons[verb];
  if (known) return known;
  const form = /(?:s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
  return form.charAt(0).toUpperCase() + form.slice(1);
}

/** One sentence of what the tool does, in words of ours; the server's own words, as a quotation, where the name says too little. */
export function summaryOf(tool: ToolDefinition, server: PageServer, phrase: Phrase | undefined): Text {
  const service = shown(server.name, 80);
  if (phrase?.verb === "logout" || phrase?.verb === "signout") return [`Ends the session that the server holds with ${service}.`];
  if (phrase?.verb === "login" || phrase?.verb === "signin" || phrase?.verb === "authenticate") {
    return [`Opens the session that the server holds with ${service}.`];
  }
  if (phrase && phrase.object !== "") return [`${phrase.done} ${phrase.object} ${place(phrase.verb)} ${service}.`];
  const own = typeof tool.description === "string" && tool.description !== tool.name ? tool.description.trim() : "";
  if (own !== "" && server.ourWords) return [shown(firstSentence(own), 160)];
  if (own !== "") return [`In the words of ${service}: `, { quote: shown(firstSentence(own), 160) }];
  return phrase
    ? [`${phrase.done} something on ${service}; its arguments say what.`]
    : [`A tool of ${service} whose name does not say what it does.`];
}

const place = (verb: string) => (/^(?:get|read|retrieve|fetch|export|download|receive|pull)$/.test(verb) ? "from" : "on");

function firstSentence(text: string): string {
  const [line = ""] = text.slice(0, 400).split("\n");
  return /^.{10,}?[.!?](?=\s|$)/u.exec(line)?.[0] ?? line;
}
