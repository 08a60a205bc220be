import { randomUUID } from "node:crypto";
import { createDialer, openMailer, openNoticeDelivery, parsePrivateUpstreams } from "@portcullis/control-plane/worker";
import type { WorkerSettings } from "../env.ts";
import type { Job, JobContext } from "./job.ts";

/** Tells organizations' channels what waits for a decision. Twice a second: a person is to know within two. */
export function noticesJob({ settings, ops, keyring, log }: JobContext): Job {
  const { PORTCULLIS_PRIVATE_UPSTREAMS, PORTCULLIS_ALLOW_LOOPBACK, DASHBOARD_URL: dashboardUrl } = settings;
  const allow = parsePrivateUpstreams(PORTCULLIS_PRIVATE_UPSTREAMS, { allowLoopback: PORTCULLIS_ALLOW_LOOPBACK === "1" });
  const delivery = openNoticeDelivery({
    ...{ pool: ops, keyring, dashboardUrl, newId: randomUUID },
    dialer: createDialer({ allow }),
    mailer: mailerOf(settings, log),
    onError: (error) => log.warn({ error: (error as Error).message }, "a notice failed on our side"),
  });
  return {
    name: "notices",
    everyMs: 500,
    run: async () => {
      await delivery.turn();
    },
    close: () => delivery.close(),
  };
}

function mailerOf({ SMTP_URL: url, MAIL_FROM, DASHBOARD_URL }: WorkerSettings, log: JobContext["log"]) {
  if (url === undefined) return null;
  const from = MAIL_FROM ?? `Portcullis <portcullis@${new URL(DASHBOARD_URL).hostname}>`;
  return openMailer({ url, from, onError: (error) => log.warn({ error: (error as Error).message }, "a mail was not sent") });
}
