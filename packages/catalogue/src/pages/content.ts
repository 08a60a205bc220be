import type { Category, Risk } from "../category.ts";
import type { Evidence, SignalKind } from "../definition.ts";
import type { Text } from "./text.ts";

/** What a page says of one tool, section by section, in the order in which it is shown. Rendered as HTML and as Markdown. */
export type ToolPageContent = {
  name: string; // hidden characters visible, length capped
  title: string; // of the browser's tab
  description: string; // one plain sentence for search engines
  badge: { category: Category; categoryName: string; risk: Risk; riskName: string }; // riskName: "High risk"
  summary: Text;
  whatItDoes: Section;
  whyPolicy: Section & { evidence: readonly ShownEvidence[]; signals: readonly ShownSignal[] };
  attacks: Section & { items: readonly { slug: string; name: string; why: Text }[] };
  control: Section & {
    policy: Record<string, unknown>;
    policyText: string;
    effect: string;
    steps: readonly { title: string; text: Text }[];
  };
  related: Section & { tools: readonly RelatedTool[] };
  deeper: { heading: string; links: readonly PageLink[] };
  questions: { heading: string; items: readonly { question: Text; answer: Text; policyText?: string }[] };
  callToAction: { heading: string; text: Text };
};

export type Section = { heading: string; paragraphs: readonly Text[] };
export type ShownEvidence = { field: Evidence["field"]; fieldName: string; quote: string; because: string; says: Category };
export type ShownSignal = { kind: SignalKind; name: string; quote: string; because: string; pointer?: string };
export type RelatedTool = { name: string; category: Category; risk: Risk; rule: string };
/** `href` is a path of the public pages, such as `/catalogue/zabbix`. */
export type PageLink = { label: string; href: string };

/** The server as its pages name it. `slug` is the path's part; `repository` such as `owner/name` or a URL. */
/** `ourWords`: the descriptions of its tools are the catalogue's, and nothing of them may pass for a quotation of the server. */
export type PageServer = { slug: string; name: string; repository?: string; package?: string; version?: string; ourWords?: boolean };

/** One of the server's tools, as the pages of the others mention it. `segment` (default: the name, encoded) is its path's part. */
export type PageSibling = { name: string; category: Category; inputSchema?: unknown };

/** The size of the whole catalogue, for the closing words. */
export type CatalogueSize = { servers: number; tools: number };

/** What a page says of a server. */
export type ServerPageContent = {
  name: string;
  title: string;
  description: string;
  summary: Text;
  counts: { category: Category; name: string; risk: Risk; count: number }[]; // categories that occur
  dangerous: Text; // "n tools, m can modify or destroy"
  weight: { tokens: number; text: Text; heaviest: readonly { name: string; tokens: number }[] };
  control: Section & {
    policy: Record<string, unknown>;
    policyText: string;
    effect: string;
    steps: readonly { title: string; text: Text }[];
  };
  questions: { heading: string; items: readonly { question: Text; answer: Text }[] };
  callToAction: { heading: string; text: Text };
};
