import { type Console, type ExitCode, exit } from "../console.ts";
import { RemoteError } from "./client.ts";

/** Runs what asks an installation; its refusals become lines on stderr. A key or request that is wrong ends with 2, what may pass with 1. */
export async function told(io: Console, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    for (const line of linesOf(error)) io.error(line);
    return [400, 401, 403, 404, 422].includes(error.status) ? exit.invalid : exit.failed;
  }
}

export const linesOf = ({ message, issues }: RemoteError): string[] =>
  issues.length === 0 ? [message] : issues.map((issue) => `${issue.pointer || "/"}: ${issue.message}`);
