import type { Text } from "@portcullis/catalogue";

/** A sentence of the catalogue. Names and quotations are strangers' words: escaped, and kept from turning the text around them. */
export function Words({ text }: { text: Text }) {
  return text.map((piece, index) => {
    const key = `${index}`;
    if (typeof piece === "string") return piece;
    if ("code" in piece) return <code key={key}>{piece.code}</code>;
    return <q key={key}>{piece.quote}</q>;
  });
}

export function Paragraphs({ of }: { of: readonly Text[] }) {
  return of.map((text, index) => (
    <p key={`${index}`}>
      <Words text={text} />
    </p>
  ));
}
