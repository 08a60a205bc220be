"use client";

import type { ToolFacts } from "@portcullis/policy";
import { createContext, type ReactNode, useContext } from "react";
import type { EffectiveTool } from "../tools/effective-tools.ts";
import type { DocumentView } from "./model/document-view.ts";
import type { Edit } from "./model/edit.ts";

/** What the right side shows: a tool, an entry with a selector, the rules of all tools, or the document's own settings. */
export type Target = { kind: "tool"; name: string } | { kind: "entry"; key: string } | { kind: "all" } | { kind: "document" };

/** A tool as the builder shows it: the engine's facts, and what the server says about it. */
export type BuilderTool = ToolFacts & { title?: string; description?: string };

export type Builder = {
  view: DocumentView;
  tools: readonly BuilderTool[];
  /** The engine's answer for each tool; `stale` while the document cannot be compiled. */
  effective: ReadonlyMap<string, EffectiveTool>;
  stale: boolean;
  editable: boolean;
  /** Carries an edit out on the text. Edits of one group in quick succession are one step of undo. */
  apply: (edit: Edit, group?: string) => void;
  target: Target;
  show: (target: Target) => void;
  /** The rule that decided the call in the simulator, as a pointer. */
  decidedBy: string | undefined;
  /** Goes to a place in the document's text. */
  showInText: (pointer: string) => void;
};

const BuilderContext = createContext<Builder | null>(null);

export function BuilderProvider({ value, children }: { value: Builder; children: ReactNode }) {
  return <BuilderContext value={value}>{children}</BuilderContext>;
}

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error("outside of a builder");
  return builder;
}
