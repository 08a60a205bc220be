import type { Classification, Evidence, Signal } from "../definition.ts";
import { categoryWords, signalWords } from "../words.ts";
import { boundaries, consequenceOf } from "./consequences.ts";
import type { PageSibling, ShownEvidence, ShownSignal } from "./content.ts";
import type { Phrase } from "./phrase.ts";
import { shown } from "./reveal-hidden.ts";
import { aboutSubject } from "./subjects.ts";
import type { Text } from "./text.ts";

const ourDescription = "Our summary of its description";
const fieldNames: Record<Evidence["field"], string> = {
  name: "Name",
  title: "Title",
  description: "Description",
  inputSchema: "Input schema",
  annotations: "Annotations",
  siblings: "Other tools of the server",
};

/** Why the tool is what it is, and why that asks for a rule. */
export function whyPolicy(
  classification: Classification,
  phrase: Phrase | undefined,
  siblings: readonly PageSibling[],
  ourWords = false,
): Text[] {
  const { category, evidence, signals, confidence } = classification;
  const paragraphs: Text[] = [[consequenceOf(phrase?.verb, phrase?.object ?? "", category), ...aboutIt(phrase, category)]];
  const consequenceTells = phrase?.verb === "logout" || phrase?.verb === "login";
  const [decisive] = evidence;
  if (decisive) {
    const where =
      decisive.field === "name"
        ? "its name"
        : decisive.field === "inputSchema"
          ? "its input schema"
          : decisive.field === "description" && ourWords
            ? "our summary of its description"
            : `its ${fieldNames[decisive.field].toLowerCase()}`;
    paragraphs.push([
      "What decided is ",
      { quote: shown(decisive.quote, 80) },
      ` in ${where}: ${decisive.because}.`,
      ...(consequenceTells ? [] : [` ${boundaries[category]}`]),
    ]);
  } else {
    paragraphs.push([boundaries[category]]);
  }
  const looked = signalSentence(signals);
  if (looked) paragraphs.push(looked);
  const like = siblings.filter((sibling) => sibling.category === category).length + 1;
  if (siblings.length > 0) {
    const all = siblings.length + 1;
    const { name } = categoryWords[category];
    paragraphs.push([
      like === 1
        ? `It is the only one of the server’s ${all} tools that is ${name}.`
        : `It is one of ${like} ${name} tools among the server’s ${all}.`,
    ]);
  }
  if (confidence < 0.55)
    paragraphs.push(["The definition says little, so the category is a careful guess; an admin can set another one, with a reason."]);
  return paragraphs;
}

// What is special about the things that the tool is about.
function aboutIt(phrase: Phrase | undefined, category: Classification["category"]): string[] {
  const about = phrase && aboutSubject(phrase.plain, category);
  if (!about || category === "unclassified") return [];
  const it = phrase.object.replace(/^an? /, "the ");
  return [it === "" || it.split(" ").length > 5 ? ` Besides, ${about}.` : ` As for ${it}: ${about}.`];
}

const weight = ["code", "credentials", "url", "path", "admin", "html", "bulk", "many_parameters"] as const;

/** The one or two signals that matter most, in a sentence. */
function signalSentence(signals: readonly Signal[]): Text | undefined {
  const kinds = weight.filter((kind) => signals.some((signal) => signal.kind === kind)).slice(0, 2);
  const pieces: (string | { code: string })[] = [];
  for (const kind of kinds) {
    const signal = signals.find((one) => one.kind === kind) as Signal;
    if (kind === "many_parameters") continue;
    const named = kind === "admin" ? "The word " : "The argument ";
    if (pieces.length > 0) pieces.push(" ");
    if (signal.pointer === undefined && kind !== "admin") pieces.push(`${signalWords[kind].meaning} ${signalWords[kind].practice}`);
    else pieces.push(named, { code: shown(signal.quote, 60) }, ` stands out: ${lowered(signal.because)}. `, signalWords[kind].practice);
  }
  return pieces.length > 0 ? pieces : undefined;
}

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export const shownEvidence = ({ field, quote, because, says }: Evidence, ourWords = false): ShownEvidence => ({
  field,
  fieldName: field === "description" && ourWords ? ourDescription : fieldNames[field],
  quote: shown(quote, 200),
  because,
  says,
});

export function shownSignal({ kind, quote, because, pointer }: Signal): ShownSignal {
  return {
    kind,
    name: signalWords[kind].name,
    quote: shown(quote, 200),
    because,
    ...(pointer === undefined ? {} : { pointer: shown(pointer, 200) }),
  };
}
