import type { Transporter } from "nodemailer";

/** One message of this installation to one person: plain text, as it stands in every mail program; some have the same as HTML. */
export type Mail = { to: string; subject: string; text: string; html?: string };

/** Sends mail through the operator's own server. @throws Error when the server does not take the message */
export type Mailer = { send: (mail: Mail) => Promise<void> };

/**
 * Mail over SMTP. The server is the operator's setting, as the database is: no tenant can name it, so it is not dialled by the guarded dialer.
 * @param url smtp://user:password@host:587, or smtps:// for TLS from the first byte
 * @param from the sender, an address or `Name <address>`
 * @param onError told of every message that did not go out, for the operator's log
 */
export function openMailer({ url, from, onError }: { url: string; from: string; onError: (error: unknown) => void }): Mailer {
  let transport: Transporter | undefined;
  // Loaded with the first mail: the command line bundles this file too, and sends none.
  const opened = async () => {
    const { createTransport } = await import("nodemailer");
    transport ??= createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 });
    return transport;
  };
  return {
    send: async (mail) => {
      // An address list in the place of one address would send the link to more people than it is for.
      const to = { name: "", address: mail.to };
      try {
        await (await opened()).sendMail({
          from,
          to,
          subject: mail.subject,
          text: mail.text,
          ...(mail.html === undefined ? {} : { html: mail.html }),
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        onError(error);
        throw error;
      }
    },
  };
}
