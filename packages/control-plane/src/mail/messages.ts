import type { Mail } from "./mailer.ts";

/** What the mails of this installation say. Names in them are other people's words: each stands on one line. */
export const invitationMail = (facts: {
  to: string;
  organizationName: string;
  inviterName: string;
  roleName: string;
  url: string;
  expiresAt: Date;
}): Mail => ({
  to: facts.to,
  subject: `Join ${oneLine(facts.organizationName)} on Portcullis`,
  text: letter([
    `${oneLine(facts.inviterName)} invites you to ${oneLine(facts.organizationName)} as ${facts.roleName}.`,
    `Open this link to join:\n${facts.url}`,
    `It works once, for ${facts.to} only, until ${utc(facts.expiresAt)}.`,
    "If you do not know what this is about, leave it: nothing happens without the link.",
  ]),
});

export const passwordResetMail = ({ to, url, expiresAt }: { to: string; url: string; expiresAt: Date }): Mail => ({
  to,
  subject: "Set a new password for Portcullis",
  text: letter([
    `Somebody asked for a new password for the account ${to}.`,
    `Open this link to choose one:\n${url}`,
    `It works once, until ${utc(expiresAt)}. Setting the password signs you out everywhere.`,
    "If it was not you, leave it: your password stays as it is.",
  ]),
});

export const passwordChangedMail = ({ to }: { to: string }): Mail => ({
  to,
  subject: "Your Portcullis password was changed",
  text: letter([
    `The password of the account ${to} has just been changed, and every other session was signed out.`,
    "If it was not you, ask for a new password on the sign-in page and tell whoever runs this installation.",
  ]),
});

export const contactMail = (facts: { to: string; name: string; email: string; message: string }): Mail => ({
  to: facts.to,
  subject: `A message from ${oneLine(facts.name)} by the contact form`,
  text: letter([
    `${oneLine(facts.name)} <${facts.email}> writes:`,
    facts.message,
    "It is kept in the database as well: portcullis contact list",
  ]),
});

const letter = (paragraphs: string[]) => `${paragraphs.join("\n\n")}\n`;
const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
