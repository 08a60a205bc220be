import { type Piece, plainText, type Text } from "@portcullis/catalogue";
import { createElement, Fragment } from "react";

/** A sentence of the catalogue. Names and quotations are strangers' words: escaped, and set apart as code or quotation. */
export function Words({ text }: { text: Text }) {
  // As arguments, not as a list: the same word may come twice, and none of them moves.
  return createElement(Fragment, null, ...text.map(shownPiece));
}

export function Paragraphs({ of }: { of: readonly Text[] }) {
  return of.map((text) => (
    <p key={plainText(text)}>
      <Words text={text} />
    </p>
  ));
}

function shownPiece(piece: Piece) {
  if (typeof piece === "string") return piece;
  return "code" in piece ? <code>{piece.code}</code> : <q>{piece.quote}</q>;
}
