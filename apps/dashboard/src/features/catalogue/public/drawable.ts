import { revealHidden } from "@portcullis/catalogue";

/**
 * A text as the one font of the pictures can draw it. For a letter that it lacks, the renderer would go and fetch another font or an emoji
 * from the network, so there is a dot in its place.
 */
export function drawable(text: string, lengthMax: number): string {
  const letters = [...revealHidden(text.slice(0, lengthMax * 4)).replace(/[⟨⟩]/g, (bracket) => (bracket === "⟨" ? "[" : "]"))];
  const drawn = letters.map((letter) => (/^[\x20-\x7e\xa1-\u017f“”’–…·]$/.test(letter) && letter !== "\xad" ? letter : "·"));
  return drawn.length > lengthMax ? `${drawn.slice(0, lengthMax - 1).join("")}…` : drawn.join("");
}
