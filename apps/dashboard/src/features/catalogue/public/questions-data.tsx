"use client";

import { plainText, type Text } from "@portcullis/catalogue";
import { StructuredData } from "./structured-data.tsx";

export type Questions = readonly { question: Text; answer: Text }[];

/**
 * The questions of a page for search engines. Made of the same items as the page's section, in a component of the browser, so that the page
 * carries their words once beside the HTML.
 */
export function QuestionsData({ of }: { of: Questions }) {
  return <StructuredData of={[faqData(of)]} />;
}

/** JSON-LD of questions and answers (schema.org). */
export const faqData = (items: Questions): Record<string, unknown> => ({
  "@context": "https://schema.org",
  "@type": "FAQPage",
  mainEntity: items.map(({ question, answer }) => ({
    "@type": "Question",
    name: plainText(question),
    acceptedAnswer: { "@type": "Answer", text: plainText(answer) },
  })),
});
