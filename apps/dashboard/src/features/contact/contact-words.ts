/** What the contact page says, in HTML and in Markdown. */
export const contactWords = {
  title: "Get in touch",
  lead: "A question about a tool, a server that is missing, a classification that you dispute, or anything else: it reaches the people who run this installation.",
  promise: "They get your name, your address and the message, to answer you and for nothing else. Nobody else sees it.",
  sentTitle: "Thank you. Your message has arrived.",
  sent: "Somebody will read it and answer to the address that you gave.",
} as const;

/** Why a message was not taken: the address names one of these, and brings no words of its own. */
export const contactProblems = {
  invalid: "Something in the form was missing or too long. Go back, look at name, e-mail and message, and send it again.",
  throttled: "Too many messages have come in. Yours was not sent; go back to keep your text, and try again in an hour.",
  refused: "The message did not come from this page, so it was not taken. Open the page again and send it from there.",
  unavailable: "The message could not be kept. Go back to keep your text, and try again in a moment.",
} as const;
export type ContactProblem = keyof typeof contactProblems;

export const contactMarkdown = () => `# ${contactWords.title}

${contactWords.lead}

${contactWords.promise}

The form is on the page itself: [/contact](/contact). It asks for name, e-mail and message.
`;
