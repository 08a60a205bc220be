import { migrateDatabase } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";

/** `migrate`: applies what is pending, as the database's owner. Several at once wait for each other. */
export async function migrate(args: string[], env: CliEnv, io: Console): Promise<ExitCode> {
  if (args.length > 0) {
    io.error("migrate takes no arguments. See: portcullis help");
    return exit.invalid;
  }
  const { applied } = await migrateDatabase({ ownerUrl: env.databaseUrl, folder: env.migrations, rootKey: env.rootKey });
  io.out(`${JSON.stringify({ applied })}\n`);
  return exit.done;
}
