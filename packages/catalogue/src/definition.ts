import type { Category, Risk } from "./category.ts";

/** A tool as `tools/list` describes it. Everything but the name may be missing, and any of it may be hostile. */
export type ToolDefinition = {
  name: string;
  title?: string;
  description?: string;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: Record<string, unknown>;
};

/** What is known of the server that lists a tool: its name and the names of all its tools. */
export type ServerContext = { name?: string; tools?: readonly string[] };

/** Words of the definition that speak for a category. `quote` is a substring of the field, letter for letter. */
export type Evidence = {
  field: "name" | "title" | "description" | "inputSchema" | "annotations" | "siblings";
  quote: string;
  says: Category;
  because: string;
};

export type SignalKind = "code" | "path" | "url" | "html" | "credentials" | "bulk" | "admin" | "many_parameters";

/** Something in the definition that a policy may want to look at; `pointer` names the place in the input schema. */
export type Signal = { kind: SignalKind; quote: string; because: string; pointer?: string };

/** `confidence` is between 0 and 1; the first piece of evidence is the one that decided. */
export type Classification = { category: Category; risk: Risk; confidence: number; evidence: Evidence[]; signals: Signal[] };
