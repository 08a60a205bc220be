import { type Console, type ExitCode, exit } from "../console.ts";
import type { RemoteEnv } from "../env.ts";
import { readArguments } from "../input/read-arguments.ts";
import { openRemote } from "../remote/client.ts";
import { writeFolder } from "../remote/folder.ts";
import { readState, textsOf } from "../remote/state.ts";
import { told } from "../remote/told.ts";

/** `pull DIR`: what an installation has, as files. */
export async function pull(args: string[], env: RemoteEnv, io: Console): Promise<ExitCode> {
  const { files } = readArguments("pull", args, {}, { names: "one DIR", min: 1, max: 1 });
  const [folder] = files as [string];
  return told(io, async () => {
    const state = await readState(openRemote(env));
    const texts = textsOf(state);
    for (const file of await writeFolder(folder, texts)) io.error(`${file}: The installation has no such policy. The file stays.`);
    for (const { server, name, document } of state.policies)
      if (document === null) io.error(`${server}/${name} has never been published and is left out.`);
    io.error(`${texts.servers.length} servers, ${texts.policies.length} policies, ${texts.grants.length} grants.`);
    return exit.done;
  });
}
