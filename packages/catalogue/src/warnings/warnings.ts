import type { ToolDefinition } from "../definition.ts";
import { hasHidden, revealHidden } from "../pages/reveal-hidden.ts";
import { phrases } from "./phrases.ts";
import { plainText } from "./plain-text.ts";
import { type DefinitionText, textsOf } from "./texts.ts";
import { type DefinitionWarning, type WarningKind, warningSentences } from "./warning.ts";

/**
 * What in a definition a person should look at twice, the whole of it read: names, descriptions, schemas, defaults, annotations. Each kind once per place.
 * A hint for eyes and no filter: nothing is accepted because it is silent. Never throws; bounded in time whatever the definition is.
 */
export function warningsOf(definition: ToolDefinition): DefinitionWarning[] {
  const found: DefinitionWarning[] = [];
  const say = (kind: WarningKind, pointer: string, quote: string) => {
    if (found.length >= warningsMax || found.some((known) => known.kind === kind && known.pointer === pointer)) return;
    found.push({ kind, pointer, quote: cut(revealHidden(quote)), sentence: warningSentences[kind] });
  };
  if (!/^[A-Za-z0-9_.-]{1,128}$/.test(definition.name)) say("odd_name", "/name", definition.name);
  const { texts, isCut } = textsOf(definition);
  if (isCut) say("over_long", "", "");
  for (const piece of texts) warnOf(piece, say);
  return found;
}

function warnOf({ pointer, key, text, isKey }: DefinitionText, say: (kind: WarningKind, pointer: string, quote: string) => void): void {
  if (text.length > textMax) say("over_long", pointer, text);
  if (hasHidden(text)) say("hidden_characters", pointer, text);
  // By the key: a pointer is put together only where something is said, and there may be thousands of long ones.
  if (!isKey && /^\$(?:ref|dynamicRef|schema|id)$/.test(key) && !isLocal(key, text)) say("remote_reference", pointer, text);
  // A reader of bytes that are no words sees nothing in them; what is short says nothing.
  if (text.length < 8) return;
  for (let at = 0; at < text.length; at += windowStep) {
    const plain = plainText(text.slice(at, at + windowLength));
    for (const { kind, wording } of phrases) {
      const match = wording.exec(plain);
      if (match) say(kind, pointer, around(plain, match.index, match[0].length));
    }
  }
}

/** A dialect by its well-known name, and a place in the same schema. */
const isLocal = (key: string, text: string) =>
  text.startsWith("#") ||
  (key === "$schema" && /^https?:\/\/json-schema\.org\//.test(text)) ||
  (key === "$id" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text));

const around = (text: string, at: number, length: number) => text.slice(Math.max(0, at - 20), at + length + 20);
const cut = (text: string) => (text.length > quoteMax ? `${text.slice(0, quoteMax)}…` : text);

const warningsMax = 100;
const quoteMax = 200;
/** Longer than nearly every honest description. */
const textMax = 8_000;
// Wordings are looked for piece by piece, so that a long text costs in proportion to its length; pieces overlap by more than the longest wording.
const windowLength = 4_000;
const windowStep = 3_600;
