import { hasHidden } from "@portcullis/catalogue";

/** A stretch of text as it is, or a mark that stands for what could not be seen: the two look different, so no text can pass for a mark. */
export interface Piece {
  text: string;
  isMark: boolean;
}

/**
 * A text in which everything can be seen: control, direction and zero-width characters, unusual spaces and line breaks become marks such as
 * `⟨U+202E⟩`. Nothing is left out, and what is no mark is unchanged.
 */
export function piecesOf(text: string): Piece[] {
  if (isPlain.test(text)) return text === "" ? [] : [{ text, isMark: false }];
  const pieces: Piece[] = [];
  let plain = "";
  let marks = "";
  const flush = () => {
    if (plain !== "") pieces.push({ text: plain, isMark: false });
    if (marks !== "") pieces.push({ text: marks, isMark: true });
    plain = "";
    marks = "";
  };
  let before = "";
  for (const letter of text) {
    const mark = markOf(letter, before);
    if (mark === null) {
      if (marks !== "") flush();
      plain += letter;
      before = letter;
    } else {
      if (plain !== "") flush();
      marks += mark;
      before = "";
    }
    // A line ends after its mark, so that text keeps its form and an added line is seen for what it is.
    if (letter === "\n") {
      flush();
      plain = "\n";
    }
  }
  flush();
  return pieces.length > piecesMax ? [{ text: pieces.map((piece) => piece.text).join(""), isMark: false }] : pieces;
}

/** The same as one text, for titles and labels. */
export const seenText = (text: string): string =>
  piecesOf(text)
    .map((piece) => piece.text)
    .join("");

function markOf(letter: string, before: string): string | null {
  if (letter === "\n") return "↵";
  return isUnseen(letter) && (unseen.test(letter) || hasHidden(before + letter))
    ? `⟨U+${(letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0")}⟩`
    : null;
}

/** Whether nothing would be seen where this character stands, or something that it is not. */
export const isUnseen = (letter: string): boolean => letter !== " " && (unseen.test(letter) || hasHidden(letter));

const isPlain = /^[\x20-\x7e]*$/;
/** Everything of the classes Other and Separator: also what no font draws, and spaces that are none of the keyboard's. */
const unseen = /[\p{C}\p{Z}]/u;
/** A text made of nothing but hidden characters would be a page of marks; then it is one text with the same words. */
const piecesMax = 5_000;
