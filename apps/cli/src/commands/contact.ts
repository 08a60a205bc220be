import { type ContactMessage, listContactMessages } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";

/** `contact list`: what visitors wrote by the contact form, newest first. Reads as the database's owner. */
export async function contact(args: string[], env: CliEnv, io: Console): Promise<ExitCode> {
  const [verb, ...rest] = args;
  const format = rest.length === 2 && rest[0] === "--format" ? rest[1] : rest.length === 0 ? "text" : undefined;
  if (verb !== "list" || (format !== "text" && format !== "json")) {
    io.error("contact takes `list`, and --format text|json. See: portcullis help contact");
    return exit.invalid;
  }
  const messages = await listContactMessages({ ownerUrl: env.databaseUrl });
  io.out(format === "json" ? `${JSON.stringify(messages, null, 2)}\n` : messages.map(letter).join("\n"));
  return exit.done;
}

// Each line of the message is set in: none of them can pass for the head of another message.
const letter = ({ name, email, message, createdAt }: ContactMessage): string =>
  `${createdAt.toISOString()}  ${name} <${email}>\n${message
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `    ${line}\n`)
    .join("")}`;
