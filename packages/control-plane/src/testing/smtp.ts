import { createServer, type Socket } from "node:net";

export type SentMail = { from: string; to: string[]; data: string /** The first URL of the text. */; link: string | null };

/** A small SMTP server on a loopback port that keeps what it is sent; `refuses` answers every recipient with a 550. */
export type TestSmtp = { url: string; mails: SentMail[]; refuses: boolean; next: () => Promise<SentMail>; close: () => Promise<void> };

export async function testSmtp(): Promise<TestSmtp> {
  const sockets = new Set<Socket>();
  const waiting: ((mail: SentMail) => void)[] = [];
  let taken = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    converse(socket, smtp, (mail) => {
      smtp.mails.push(mail);
      const resolve = waiting.shift();
      if (resolve) {
        taken++;
        resolve(mail);
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`,
    mails: [],
    refuses: false,
    next: () => {
      const ready = smtp.mails[taken];
      if (ready === undefined) return new Promise((resolve) => waiting.push(resolve));
      taken++;
      return Promise.resolve(ready);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return smtp;
}

/** One session (RFC 5321), as much of it as a client needs. */
function converse(socket: Socket, smtp: TestSmtp, onMail: (mail: SentMail) => void): void {
  let [from, to, buffer, inData] = ["", [] as string[], "", false];
  const say = (line: string) => socket.write(`${line}\r\n`);
  say("220 test ESMTP");
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    buffer += chunk;
    for (;;) {
      const end = buffer.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        onMail({ from, to, data: text, link: /https?:\/\/\S+/.exec(unfolded(text))?.[0] ?? null });
        say("250 taken");
        continue;
      }
      switch (text.slice(0, 4).toUpperCase()) {
        case "MAIL":
          from = addressIn(text);
          to = [];
          say("250 ok");
          break;
        case "RCPT":
          if (!smtp.refuses) to.push(addressIn(text));
          say(smtp.refuses ? "550 no such mailbox" : "250 ok");
          break;
        case "DATA":
          inData = true;
          say("354 go on");
          break;
        case "QUIT":
          say("221 bye");
          socket.end();
          break;
        default:
          say("250 ok");
      }
    }
  });
}

const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? "";
/** Quoted-printable undone: soft line breaks and encoded characters. */
const unfolded = (text: string) =>
  text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
