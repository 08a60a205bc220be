import { stringify } from "smol-toml";

/** A word of a command line: plain text, or text that ends in a variable which the shell itself expands. */
export type Word = string | { text: string; variable: string };

/** A configuration file in JSON, indented as people keep it. */
export const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

/** A configuration file in TOML. */
export const tomlText = (value: Record<string, unknown>): string => stringify(value).trimEnd();

/** A command for sh, bash and zsh. What needs quoting stands in single quotes, so that only the client expands variables in it. */
export const posixCommand = (words: readonly Word[]): string => words.map(posixWord).join(" ");

/**
 * A command for PowerShell, or null when a word holds a double quote: releases before 7.3 lose those on the way to a
 * native command, and no spelling is right for both.
 */
export function powershellCommand(words: readonly Word[]): string | null {
  if (words.some((word) => textOf(word).includes('"'))) return null;
  return words.map(powershellWord).join(" ");
}

/** JSON without spaces, UTF-8, standard base64. Not yet percent-encoded. */
export function base64Json(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

const textOf = (word: Word): string => (typeof word === "string" ? word : word.text);

function posixWord(word: Word): string {
  if (typeof word !== "string") return `"${word.text.replace(/[\\"$`]/g, "\\$&")}$${word.variable}"`;
  // A leading "=" names a command's path in zsh.
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function powershellWord(word: Word, index: number): string {
  if (typeof word !== "string") return `"${word.text.replace(/[`$]/g, "`$&")}$env:${word.variable}"`;
  // "@", "," and "%" mean something to PowerShell at the start of or inside a bare word, so it gets a smaller alphabet than sh.
  if (/^[A-Za-z0-9_/-][A-Za-z0-9_+=:./-]*$/.test(word)) return word;
  const quoted = `'${word.replace(/['\u2018\u2019\u201A\u201B]/g, "$&$&")}'`;
  return index === 0 ? `& ${quoted}` : quoted;
}
