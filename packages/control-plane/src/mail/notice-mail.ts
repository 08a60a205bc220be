import { letterOf } from "../notice/letter.ts";
import type { Message } from "../notice/message.ts";
import type { Mail } from "./mailer.ts";

/** A message as a mail: plain text, and the same as HTML that loads nothing. */
export function noticeMail(to: string, message: Message): Mail {
  const { subject, lead, facts, items, more, link } = letterOf(message);
  const closing = "Deciding takes a login: the link only shows the way. Who gets these mails is set in Portcullis, under Notifications.";
  const text = [
    lead,
    ...(facts.length > 0 ? [facts.map(({ label, value }) => `${label}: ${value}`).join("\n")] : []),
    ...(items.length > 0 ? [items.map((item) => `- ${item}`).join("\n")] : []),
    ...(more === "" ? [] : [more]),
    ...(link ? [`${link.label}:\n${link.url}`] : []),
    closing,
  ].join("\n\n");
  const html = [
    `<p>${escaped(lead)}</p>`,
    facts.length > 0 ? `<table>${facts.map(({ label, value }) => row(label, value)).join("")}</table>` : "",
    items.length > 0 ? `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join("")}</ul>` : "",
    more === "" ? "" : `<p>${escaped(more)}</p>`,
    link ? `<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p>` : "",
    `<p><small>${escaped(closing)}</small></p>`,
  ].join("\n");
  return { to, subject, text: `${text}\n`, html: `<!doctype html>\n<html lang="en"><body>\n${html}\n</body></html>\n` };
}

const row = (label: string, value: string) => `<tr><th align="left">${escaped(label)}</th><td>${escaped(value)}</td></tr>`;
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
