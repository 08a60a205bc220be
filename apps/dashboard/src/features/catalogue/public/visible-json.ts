import { hasHidden } from "@portcullis/catalogue";

/** JSON that means the same, with every character that could not be seen written as its escape. Such characters stand in strings only. */
export function visibleJson(json: string): string {
  if (!hasHidden(json)) return json;
  return [...json].map((letter) => (letter !== "\n" && hasHidden(letter) ? letter.replace(/[\s\S]/g, escaped) : letter)).join("");
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
