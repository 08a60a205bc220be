import type { Piece } from "../shown/pieces.ts";

/** Text with marks for what could not be seen. Plain text: nothing in it is obeyed, and letters that run to the left stay within it. */
export function ShownText({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <bdi dir="ltr">
      {pieces.map((piece, index) =>
        piece.isMark ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
          <mark key={index} className="rounded-sm bg-warn-soft px-0.5 font-medium text-warn">
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}

/** The first pieces, up to so many characters. */
export function beginning(pieces: readonly Piece[], lengthMax: number): Piece[] {
  const out: Piece[] = [];
  let length = 0;
  for (const piece of pieces) {
    const text = piece.text.slice(0, lengthMax - length);
    // A pair of surrogates is not cut in two, nor is a mark.
    out.push(piece.isMark ? piece : { ...piece, text: text.replace(/[\ud800-\udbff]$/, "") });
    length += text.length;
    if (length >= lengthMax) break;
  }
  return out;
}
