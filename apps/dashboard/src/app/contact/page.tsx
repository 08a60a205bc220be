import type { Query } from "../../features/catalogue/public/asked.ts";
import { Frame } from "../../features/catalogue/public/frame.tsx";
import { pageMetadata } from "../../features/catalogue/public/page-metadata.ts";
import { ContactView } from "../../features/contact/contact-view.tsx";
import { type ContactProblem, contactProblems, contactWords } from "../../features/contact/contact-words.ts";

export const generateMetadata = () => pageMetadata({ title: contactWords.title, description: contactWords.lead, path: "/contact" });

export default async function ContactPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { sent, problem } = await searchParams;
  return (
    <Frame path="/contact">
      <ContactView sent={sent === "1"} problem={isProblem(problem) ? problem : null} />
    </Frame>
  );
}

const isProblem = (word: unknown): word is ContactProblem => typeof word === "string" && Object.hasOwn(contactProblems, word);
