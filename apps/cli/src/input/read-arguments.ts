import { parseArgs } from "node:util";
import { didYouMean } from "./nearest.ts";
import { UnusableInput } from "./unusable-input.ts";

/** The options of a command: a flag, one with any text, or one of these texts. */
export type OptionKinds = Record<string, "flag" | "text" | readonly string[]>;
export type Options<Kinds extends OptionKinds> = {
  [Name in keyof Kinds]?: Kinds[Name] extends "flag" ? boolean : Kinds[Name] extends readonly string[] ? Kinds[Name][number] : string;
};

/**
 * The options and files that a command was called with. Anything else is unusable input: an unknown option (with the nearest
 * one), a missing or unknown value, an option given twice, too few or too many files, `-` more than once.
 */
export function readArguments<const Kinds extends OptionKinds>(
  command: string,
  args: string[],
  kinds: Kinds,
  files: { names: string; min: number; max: number },
): { options: Options<Kinds>; files: string[] } {
  const fail = (what: string): never => {
    throw new UnusableInput(`${what} See: portcullis help ${command}`);
  };
  const options: Record<string, string | boolean> = {};
  const named: string[] = [];
  for (const token of tokensOf(args, kinds)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      named.push(token.value);
      continue;
    }
    const kind = Object.hasOwn(kinds, token.name) ? kinds[token.name] : undefined;
    if (kind === undefined || token.rawName !== `--${token.name}`)
      return fail(`${command} has no option "${token.rawName}".${didYouMean(token.rawName, optionNames(kinds))}`);
    if (token.name in options) fail(`The option --${token.name} is given twice.`);
    options[token.name] = kind === "flag" ? flag(token, fail) : value(token, kind, fail);
  }
  if (named.length < files.min || named.length > files.max) fail(`${command} takes ${files.names}.`);
  if ([...named, ...Object.values(options)].filter((one) => one === "-").length > 1) fail('Standard input ("-") can be read only once.');
  return { options: options as Options<Kinds>, files: named };
}

type Token = { name: string; value?: string | undefined };
type Fail = (what: string) => never;

const tokensOf = (args: string[], kinds: OptionKinds) => {
  const known = Object.entries(kinds).map(([name, kind]) => [name, { type: kind === "flag" ? "boolean" : "string" } as const] as const);
  return parseArgs({ args, options: Object.fromEntries(known), strict: false, allowPositionals: true, tokens: true }).tokens;
};

const optionNames = (kinds: OptionKinds): string[] => ["help", ...Object.keys(kinds)].map((name) => `--${name}`);

const flag = (token: Token, fail: Fail): true => (token.value === undefined ? true : fail(`The option --${token.name} takes no value.`));

const value = (token: Token, kind: "text" | readonly string[], fail: Fail): string => {
  const text = token.value;
  if (text === undefined || text === "" || (text.startsWith("-") && text !== "-")) return fail(`The option --${token.name} needs a value.`);
  if (kind !== "text" && !kind.includes(text)) fail(`--${token.name} is ${kind.join(" or ")}, not "${text}".${didYouMean(text, kind)}`);
  return text;
};
