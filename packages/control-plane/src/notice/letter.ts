import { categoryWords } from "@portcullis/catalogue";
import { type Message, namedMax, type RequestFacts, urlOf, type WeekFacts } from "./message.ts";
import { inert, oneLine, utc } from "./words.ts";

/** A message as people read it, before it takes the form of a channel. Every text stands on one line, and no word of others does anything in it. */
export type Letter = {
  subject: string;
  lead: string;
  facts: readonly { label: string; value: string }[];
  items: readonly string[];
  /** What is said below the items; empty: nothing. */
  more: string;
  link: { label: string; url: string } | null;
};

/** Writes a message out. */
export function letterOf(message: Message): Letter {
  const url = urlOf(message);
  const organization = foreign(message.organization.name, 100);
  switch (message.kind) {
    case "test":
      return letter({ subject: `A test from ${organization} on Portcullis`, lead: testLead(organization) });
    case "approval_requested":
      return letter({
        subject: `Approval needed: ${calledBy(message.request)} on ${foreign(message.request.serverSlug, 40)}`,
        lead: `A call in ${organization} waits for a person's decision.`,
        facts: factsOf(message.request),
        link: { label: "Look at the call and decide", url },
      });
    case "approval_summary": {
      const { total, requests } = message;
      return letter({
        subject: `Approval needed: ${total} ${total === 1 ? "call waits" : "calls wait"} in ${organization}`,
        lead: "These calls wait for a person's decision. The longest waiting is first.",
        items: requests.slice(0, namedMax).map(itemOf),
        more: total > namedMax ? `And ${total - namedMax} more.` : "",
        link: { label: "Look at them and decide", url },
      });
    }
    case "weekly_digest":
      return letter({ ...weekOf(message.week, organization), link: { label: "Open approvals", url } });
  }
}

type Draft = Partial<Omit<Letter, "link">> & { subject: string; lead: string; link?: { label: string; url: string | null } };
const letter = ({ facts = [], items = [], more = "", link, ...rest }: Draft): Letter => ({
  ...{ facts, items, more, ...rest },
  link: link?.url ? { label: link.label, url: link.url } : null,
});

const testLead = (organization: string) => `This is a notification channel of ${organization}. Nothing waits for you: it was a test.`;
const foreign = (text: string, lengthMax: number) => inert(oneLine(text, lengthMax));
const calledBy = ({ tool, method }: RequestFacts) => foreign(tool ?? method, 80);
const categoryName = (category: string) =>
  Object.hasOwn(categoryWords, category) ? categoryWords[category as keyof typeof categoryWords].name : foreign(category, 40);

const factsOf = (request: RequestFacts) => [
  { label: request.tool === null ? "Method" : "Tool", value: calledBy(request) },
  { label: "Server", value: foreign(request.serverSlug, 40) },
  { label: "Grant", value: foreign(request.grantLabel, 100) },
  ...(request.category === null ? [] : [{ label: "Category", value: categoryName(request.category) }]),
  ...(request.message.trim() === "" ? [] : [{ label: "Rule", value: foreign(request.message, 300) }]),
  { label: "Expires", value: utc(request.expiresAt) },
];

const itemOf = (request: RequestFacts) =>
  `${calledBy(request)} on ${foreign(request.serverSlug, 40)}, for ${foreign(request.grantLabel, 60)}, until ${utc(request.expiresAt)}`;

function weekOf({ from, to, approved, refused, expired, ideas }: WeekFacts, organization: string) {
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return {
    subject: `Approvals of the week in ${organization}`,
    lead: `What was decided from ${day(from)} to ${day(to)}.${ideas.length > 0 ? " What is approved every time could become a rule:" : ""}`,
    facts: [
      { label: "Approved", value: String(approved) },
      { label: "Refused", value: String(refused) },
      { label: "Expired", value: String(expired) },
    ],
    items: ideas
      .slice(0, namedMax)
      .map(
        ({ tool, serverSlug, grantLabel, approvals }) =>
          `${foreign(tool, 80)} on ${foreign(serverSlug, 40)}, for ${foreign(grantLabel, 60)}: approved ${approvals} of ${approvals}`,
      ),
    more: ideas.length > namedMax ? `And ${ideas.length - namedMax} more.` : "",
  };
}
