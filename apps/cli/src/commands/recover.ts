import { text } from "node:stream/consumers";
import { ControlPlaneError, openControlPlane, recoverAccount } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";

/**
 * `recover EMAIL`: gives an account the new password that stands in the first line of standard input. Not as an argument: those are in
 * the shell's history and visible to every process of the machine.
 */
export async function recover(args: string[], env: CliEnv, io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const [email] = args;
  if (email === undefined || args.length > 1 || email.startsWith("-")) {
    io.error("recover takes one EMAIL, and the new password on standard input. See: portcullis help recover");
    return exit.invalid;
  }
  if ("isTTY" in stdin && stdin.isTTY) io.error("Type the new password (it is shown), Enter, and Ctrl-D.");
  const password = (await text(stdin)).split(/\r?\n/, 1)[0] ?? "";
  const controlPlane = openControlPlane(env);
  try {
    const { organizations } = await recoverAccount(controlPlane, { email, password });
    io.out(`${JSON.stringify({ email, organizations })}\n`);
    return exit.done;
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    io.error(error.message);
    return error.code === "invalid" || error.code === "not_found" ? exit.invalid : exit.failed;
  } finally {
    await controlPlane.close();
  }
}
