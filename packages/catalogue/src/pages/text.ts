/**
 * A sentence in pieces, so that words of a stranger are never read as markup: plain text of ours, `code` (names and JSON, shown in
 * monospace) and `quote` (words of a definition, shown as a quotation). Hidden characters in both are already made visible.
 */
export type Piece = string | { code: string } | { quote: string };
export type Text = readonly Piece[];

/** The text without any markup, for titles, descriptions and structured data. */
export function plainText(text: Text): string {
  return text.map((piece) => (typeof piece === "string" ? piece : "code" in piece ? piece.code : `“${piece.quote}”`)).join("");
}

/** The text as Markdown in which a stranger's words cannot become markup, links or HTML. */
export function markdownText(text: Text): string {
  return text
    .map((piece) => {
      if (typeof piece === "string") return escapeMarkdown(piece);
      return "code" in piece ? markdownCode(piece.code) : `“${escapeMarkdown(piece.quote)}”`;
    })
    .join("");
}

/** A span of code whose fence is longer than any run of backticks inside it. */
export function markdownCode(code: string): string {
  const flat = code.replace(/\s+/g, " ");
  const longest = [...flat.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
  const fence = "`".repeat(longest + 1);
  return longest > 0 || flat.startsWith(" ") || flat === "" ? `${fence} ${flat} ${fence}` : `${fence}${flat}${fence}`;
}

/** Letters that mean something to Markdown, escaped; line breaks become spaces, and an address does not become a link by itself. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]#|~!]/g, (letter) => `\\${letter}`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/:\/\//g, ":\\/\\/");
}
