import type { Category, DefinitionWarning, Likeness, Risk } from "@portcullis/catalogue";
import type { CategoryOverride } from "../server/server.ts";

/** What people have to look at before a server's tools may be used: nothing here is ever accepted by itself. */
export type ToolsReview = {
  server: { id: string; slug: string; name: string };
  /** New, changed and refused definitions; the highest risk first, and of one risk what warns first. */
  tools: ReviewedTool[];
  /** Accepted once, and not listed by the server any more. Nothing to decide: should one come back as it was, it is accepted. */
  removed: { name: string; acceptedAt: Date; acceptedBy: string }[];
  /** Tools that are accepted as they are now. */
  accepted: number;
  /** When the worker last saw the server's whole list; null: not since it was registered or discovered by hand. */
  polledAt: Date | null;
  /** Why that did not work the last time; null: it did. */
  failure: string | null;
  /** The server answered with a list that cannot be compared: until it lists something sound, none of its tools is within reach, whatever is accepted. */
  isUnreadable: boolean;
};

export type ReviewedTool = {
  /** The exact name; it may hold characters that cannot be seen (`shownName`). */
  name: string;
  shownName: string;
  /** `new`: never accepted · `changed`: accepted with another definition · `refused`: exactly this definition was refused. */
  state: "new" | "changed" | "refused";
  /** SHA-256 over form C1 of the whole definition, in hex: what accepting and refusing name. */
  digest: string;
  /** As the server sent it, byte for byte. */
  definition: string;
  title?: string;
  description?: string;
  seenAt: Date;
  /** What was accepted last. */
  accepted: { digest: string; definition: string; at: Date; by: string } | null;
  /** The last refusal; of this definition when the digests are equal. */
  refused: { digest: string; at: Date; by: string } | null;
  /** `before`: as accepted last, null when never; `after`: what counts once this definition is accepted (a person's own judgement stays). */
  category: { before: Category | null; after: Category; risk: Risk; isRaised: boolean; override: CategoryOverride | null };
  /** Against what was accepted last; of a new tool, every field of its definition. In the order of the definition. */
  differences: FieldDifference[];
  warnings: DefinitionWarning[];
  lookAlikes: LookAlike[];
};

/** One field of a definition. Texts are as they read, with every character that cannot be seen replaced by its number (`⟨U+200B⟩`). */
export type FieldDifference = {
  /** JSON Pointer (RFC 6901) into the definition. */
  pointer: string;
  kind: "added" | "removed" | "changed";
  /** Absent for an added field. */
  before?: string;
  /** Absent for a removed field. */
  after?: string;
  /** Of two texts: what stayed, went and came, in reading order. Absent for other values, and where the texts are too long to compare. */
  parts?: TextPart[];
  /** A character that cannot be seen is in one of them. */
  hasHidden: boolean;
  /** The texts are longer than what is shown here: so many characters. */
  cut?: { before?: number; after?: number };
};
export type TextPart = { kind: "same" | "removed" | "added"; text: string };

/** Another tool of the organization that reads the same, or nearly. */
export type LookAlike = { serverSlug: string; serverName: string; tool: string; shownTool: string; why: Likeness };
