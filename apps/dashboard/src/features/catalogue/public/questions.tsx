"use client";

import { plainText, type Text } from "@portcullis/catalogue";
import { Section } from "./section.tsx";
import { Words } from "./words.tsx";

interface QuestionsProps {
  heading: string;
  items: readonly { question: Text; answer: Text; policyText?: string }[];
}

/** What people ask of a tool or server, with the answers. */
export function Questions({ heading, items }: QuestionsProps) {
  return (
    <Section id="questions" heading={heading}>
      {items.map(({ question, answer, policyText }) => (
        <div key={plainText(question)} className="grid max-w-2xl gap-1.5">
          <h3 className="wrap-anywhere font-semibold">
            <Words text={question} />
          </h3>
          <p className="wrap-anywhere text-[0.9375rem] leading-6.5">
            <Words text={answer} />
          </p>
          {policyText ? (
            <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5">
              {policyText}
            </pre>
          ) : null}
        </div>
      ))}
    </Section>
  );
}
