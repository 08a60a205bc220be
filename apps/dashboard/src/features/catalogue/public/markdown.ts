import { markdownText, type Text } from "@portcullis/catalogue";

/** Markdown in which a stranger's words cannot become markup: what pages are written with, part by part. */
export const paragraphs = (of: readonly Text[]) => of.map(markdownText);
export const heading = (level: 1 | 2 | 3, text: string) => `${"#".repeat(level)} ${escaped(text)}`;
export const bullets = (items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");
export const numbered = (items: readonly string[]) => items.map((item, index) => `${index + 1}. ${item}`).join("\n");
export const link = (label: string, href: string) => `[${escaped(label)}](${href})`;

/** Code between fences that are longer than any run of backticks in it. */
export function fenced(code: string, language = "json"): string {
  const longest = [...code.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Parts of a page, one blank line between them; what is empty is left out. */
export const markdownPage = (parts: readonly (string | readonly string[])[]) => `${parts.flat().filter(Boolean).join("\n\n")}\n`;

/** Somebody's words, with nothing in them that Markdown understands. */
export const escaped = (text: string) => markdownText([text]);
