import { type KeyUse, rotateKeys as rotate } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";

/**
 * `rotate-keys`: seals anew what older versions of the root key have sealed, and says whether they may go. Exit 1 when they may not yet:
 * a script can wait for 0.
 */
export async function rotateKeys(args: string[], env: CliEnv, io: Console): Promise<ExitCode> {
  if (args.length > 0) {
    io.error("rotate-keys takes no arguments. See: portcullis help rotate-keys");
    return exit.invalid;
  }
  const done = await rotate({ ownerUrl: env.databaseUrl, rootKey: env.rootKey });
  io.out(`${JSON.stringify(done)}\n`);
  for (const { organizationId, table, column, rowId } of done.unopened)
    io.error(
      `${table}.${column} of ${rowId} in organization ${organizationId} opens with no version of the root key: enter it again, or bring its key back.`,
    );
  for (const use of done.stillUsed) io.error(sentence(use));
  if (done.stillUsed.length > 0) return exit.found;
  io.error(`Everything is under version ${done.newest}. The ring may lose every other one.`);
  return done.unopened.length > 0 ? exit.found : exit.done;
}

const sentence = ({ version, sealed, grantTokens, apiKeys }: KeyUse) =>
  `Version ${version} is still needed: ${[
    counted(sealed, "sealed value", "run this again"),
    counted(grantTokens, "grant token", "each is hashed anew at its next use; rotate or revoke those that nobody uses"),
    counted(apiKeys, "API key", "the same"),
  ]
    .filter(Boolean)
    .join("; ")}.`;

const counted = (n: number, what: string, advice: string) => (n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"} (${advice})`);
