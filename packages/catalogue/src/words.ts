import type { Category, Risk } from "./category.ts";
import type { SignalKind } from "./definition.ts";

/** `meaning`: what the word says, in one sentence. `practice`: what follows from it for whoever lets an agent use such a tool. */
export type Words = { name: string; meaning: string; practice: string };

export const categoryWords: Record<Category, Words> = {
  read: {
    name: "Read",
    meaning: "It answers with data and leaves the system behind it as it was.",
    practice:
      "Nothing changes when it is called. What it returns does reach the model, though: private data can be carried on by the next call, and text in the answer can try to steer the agent.",
  },
  write: {
    name: "Write",
    meaning: "It creates or changes records, files or settings, or sends something to somebody.",
    practice:
      "What it changes stays changed and others see it. A single mistake can be put right; a loop of mistakes is a long evening, so the number of calls deserves a cap.",
  },
  execute: {
    name: "Execute",
    meaning: "It sets something off whose effect reaches past the call: a process, a session, a command, a device.",
    practice:
      "It triggers something outside the call, and goes on when the call has returned. What comes of it also depends on the state of the system at that moment, and neither the gateway nor the agent can take it back.",
  },
  destructive: {
    name: "Destructive",
    meaning: "It deletes, ends or overwrites something that cannot be brought back by another call.",
    practice: "There is no undo. An agent seldom needs it, and when it does, a person should have seen the exact call first.",
  },
  financial: {
    name: "Financial",
    meaning: "It moves money or something that is worth money, or commits somebody to pay.",
    practice: "A payment that has left does not come back by an apology. A person approves the exact call, or it does not happen.",
  },
  unclassified: {
    name: "Unclassified",
    meaning: "Its definition does not say enough to tell what it does.",
    practice: "Treat it as able to change something until a person has read what it does and given it a category.",
  },
};

export const riskWords: Record<Risk, Words> = {
  low: {
    name: "Low risk",
    meaning: "It reads and changes nothing.",
    practice: "May be allowed freely; mind what leaves with its answers.",
  },
  medium: {
    name: "Medium risk",
    meaning: "It changes something that can be put right, or it is not known what it does.",
    practice: "Allow it with a cap.",
  },
  high: {
    name: "High risk",
    meaning: "It sets off effects outside the call.",
    practice: "Allow it with a tight cap, and check its arguments.",
  },
  critical: {
    name: "Critical risk",
    meaning: "It destroys, or it moves money.",
    practice: "Hide it, or let a person approve every call.",
  },
};

export const signalWords: Record<SignalKind, Words> = {
  code: {
    name: "Free-form code or query",
    meaning: "An argument is a program, a command or a query in a language of its own.",
    practice: "What the call does is decided by that text, so a rule on the tool's name alone does not bound it.",
  },
  path: { name: "File path", meaning: "An argument names a file or folder.", practice: "Keep it inside a folder with “path_within”." },
  url: {
    name: "URL",
    meaning: "An argument is an address that the server will contact.",
    practice: "Name the hosts it may reach with “host_in”.",
  },
  html: {
    name: "HTML or template",
    meaning: "An argument is markup or a template that somebody else's program will render.",
    practice: "Text that an agent copied from elsewhere may run there.",
  },
  credentials: {
    name: "Credentials",
    meaning: "An argument carries a password, key or token.",
    practice: "The model has to know the secret to pass it on. Better to keep secrets out of calls altogether.",
  },
  bulk: { name: "Bulk", meaning: "One call can act on many things at once.", practice: "Cap the length of the list with “length_lte”." },
  admin: {
    name: "Administration",
    meaning: "It touches users, roles, permissions or the settings of the system itself.",
    practice: "What it changes decides what others may do. Few agents need it.",
  },
  many_parameters: {
    name: "Many parameters",
    meaning: "It takes so many arguments that a call is hard to review at a glance.",
    practice: "Name the arguments that may be given, and have them checked against the schema.",
  },
};
