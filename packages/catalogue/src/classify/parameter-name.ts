import type { SignalKind } from "../definition.ts";
import { setOf } from "../lexicon/words.ts";
import { tokensOf } from "./tokens.ts";

/** What the name of an argument says: its words, whether it is a secret, and which signal it stands for. */
export type ParameterName = { words: readonly string[]; secret: boolean; kind?: Kind; chooses: boolean };

// Names of arguments repeat endlessly over tools; what they say is kept, up to a bound.
const known = new Map<string, ParameterName>();

export function readParameterName(name: string): ParameterName {
  const kept = known.get(name);
  if (kept) return kept;
  const words = tokensOf(name).map(({ word }) => word);
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  const kind = qualifiers.has(words[0] ?? "")
    ? undefined
    : (kindOf.get(last) ?? (words.length === 2 ? kindOf.get(before + last) : undefined));
  const read = { words, secret: isSecret(last, before, words.length), ...(kind ? { kind } : {}), chooses: choices.has(last) };
  if (known.size < 4_000 && name.length < 60) known.set(name, read);
  return read;
}

const choices = setOf("action operation op command method mode verb task subcommand");

export type Kind = { kind: SignalKind; words: ReadonlySet<string>; because: string };

// Looked up by the last word of an argument's name; the first kind that knows it is it.
const kinds: readonly Kind[] = [
  {
    kind: "credentials",
    words: setOf(
      "password passwd passphrase secret apikey credential credentials psk privatekey otp pin jwt bearer authorization cookie cookies",
    ),
    because: "the argument carries a secret",
  },
  {
    kind: "code",
    words: setOf(
      "sql code script command cmd commands javascript shell bash python expression cypher statement statements program snippet powershell jql soql regex formula graphql macro",
    ),
    because: "the argument is a program, a command or a query in a language of its own",
  },
  {
    kind: "path",
    words: setOf("path paths file filepath filename files directory dir folder cwd pathname destination_path"),
    because: "the argument names a file or folder",
  },
  {
    kind: "url",
    words: setOf("url urls uri uris endpoint webhook href link callback origin"),
    because: "the argument is an address that will be contacted or stored",
  },
  {
    kind: "html",
    words: setOf("html template templates markup jsx css svg xml"),
    because: "the argument is markup or a template that another program renders",
  },
];
const kindOf = new Map(kinds.flatMap((kind) => [...kind.words].map((word) => [word, kind] as const)));

const secretTokens = setOf("access auth api refresh bearer id session bot security github user");
const secretKeys = setOf("api private secret access ssh encryption public_ psk signing master");
const isSecret = (last: string, before: string, count: number) =>
  (last === "token" && (secretTokens.has(before) || count === 1)) || (last === "key" && secretKeys.has(before));

// "timeout_script" and "max_url" are about something else than what their last word names.
const qualifiers = setOf("timeout max min num count is has enable disable show include select use skip allow limit");
