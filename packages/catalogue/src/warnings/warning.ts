export type WarningKind =
  | "hidden_characters"
  | "instructions"
  | "concealment"
  | "other_tools"
  | "secrets"
  | "exfiltration"
  | "encoded"
  | "markup"
  | "remote_reference"
  | "odd_name"
  | "over_long";

/**
 * Something in a definition that a person should look at twice. `pointer` names the place (RFC 6901); `quote` is a part of its text, with characters
 * that cannot be seen made visible; `sentence` says why it matters.
 */
export type DefinitionWarning = { kind: WarningKind; pointer: string; quote: string; sentence: string };

export const warningSentences: Readonly<Record<WarningKind, string>> = {
  hidden_characters: "It holds characters that a person cannot see and a model reads.",
  instructions: "It gives the model orders, where a description says what a tool does.",
  concealment: "It asks the model to keep something from the person it works for.",
  other_tools: "It tries to steer how other tools are used.",
  secrets: "It asks for keys, credentials or private files that the tool does not need.",
  exfiltration: "It asks the model to pass on what it knows to somewhere else.",
  encoded: "It holds a long encoded text that nobody can read.",
  markup: "It holds markup that can hide text from people or fetch something when it is shown.",
  remote_reference: "Its schema points to another place, so it can say something else tomorrow. It is never followed here.",
  odd_name: "Its name has characters outside A–Z, a–z, 0–9, “_”, “-” and “.”: other programs may read it differently.",
  over_long: "Its text is so long that a person would not read all of it.",
};
