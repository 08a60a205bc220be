import { revealHidden } from "@portcullis/catalogue";

/**
 * Other people's words on one line: what cannot be seen is shown by its number, and at most `lengthMax` characters stay. An upstream server
 * chooses the names of its tools.
 */
export function oneLine(text: string, lengthMax: number): string {
  // Far more is never looked at than can be shown.
  const line = revealHidden(
    text
      .slice(0, lengthMax * 4)
      .replace(/\s+/gu, " ")
      .trim(),
  );
  const letters = [...line];
  return letters.length <= lengthMax && text.length <= lengthMax * 4 ? line : `${letters.slice(0, lengthMax - 1).join("")}…`;
}

/**
 * What no mail program or chat makes a link, a mention or a date of: a word joiner, which nobody sees, stands inside. For words that were not
 * written here; they have been through {@link oneLine}.
 */
export const inert = (text: string): string =>
  text
    .replace(/[@#](?=\S)/gu, `$&${joiner}`)
    .replace(/:(?=\/\/)/gu, `:${joiner}`)
    .replace(/\b(www|mailto|tel)([.:])/giu, `$1${joiner}$2`)
    .replace(/\](?=[([])/gu, `]${joiner}`)
    .replace(/\{(?=\{)/gu, `{${joiner}`)
    // A domain is enough for some of them.
    .replace(/(\w)\.(?=[a-z]{2,}(?:\W|$))/giu, `$1${joiner}.`);

const joiner = "\u2060";

export const utc = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
