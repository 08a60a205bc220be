import type { Category } from "../category.ts";

/** A way in which agents are turned against those they work for, a case of it that happened, and the rule that stops it. */
export type AttackPattern = {
  slug: string;
  name: string;
  summary: string; // one sentence
  how: readonly string[]; // paragraphs
  case: { text: string; source: string; publisher: string; date: string }; // source: URL; date: YYYY, YYYY-MM or YYYY-MM-DD
  exposes: readonly Category[];
  why: Partial<Record<Category, string>>; // how a tool of that category serves the attack, one sentence
  defence: readonly string[]; // what stops it here, paragraphs
  policy: Record<string, unknown>;
  demonstration: Demonstration;
};

/** A golden case (policy-language.md section 7) without its policy, which is the pattern's. */
export type Demonstration = {
  name: string;
  tools: readonly { name: string; category?: Category; inputSchema?: unknown; accepted?: boolean }[];
  call: { tool: string; arguments?: unknown };
  facts?: {
    grant?: { label: string; tags: string[] };
    client?: { name?: string; version?: string };
    time?: string;
    used?: Record<string, number | string>;
    approved?: boolean;
  };
  expect: { effect: string; reason: string; rule: string; visible?: boolean };
};
