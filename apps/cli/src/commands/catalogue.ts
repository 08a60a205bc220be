import { importCatalogue, reclassify } from "@portcullis/control-plane";
import { type Console, type ExitCode, exit } from "../console.ts";
import type { CliEnv } from "../env.ts";
import { didYouMean } from "../input/nearest.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { readSources, type Told } from "./catalogue/read-sources.ts";

/** `catalogue import SOURCE…` and `catalogue reclassify`: the public catalogue, as the database's owner. */
export async function catalogue([verb, ...args]: string[], env: CliEnv, io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const ownerUrl = env.databaseUrl;
  switch (verb) {
    case "import":
      return importSources(args, env, io, stdin);
    case "reclassify": {
      readArguments("catalogue", args, {}, { names: "no file", min: 0, max: 0 });
      io.out(`${JSON.stringify(await reclassify({ ownerUrl }))}\n`);
      return exit.done;
    }
    default:
      throw new UnusableInput(
        `catalogue takes import or reclassify.${didYouMean(verb ?? "", ["import", "reclassify"])} See: portcullis help catalogue`,
      );
  }
}

async function importSources(args: string[], env: CliEnv, io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments(
    "catalogue",
    args,
    { name: "text", "dry-run": "flag" },
    { names: "import SOURCE, one or more", min: 1, max: Number.POSITIVE_INFINITY },
  );
  const told: Told = { usable: 0, problems: 0, tell: (line) => io.error(line) };
  const records = readSources(
    files,
    { name: options.name, stdin, privateUpstreams: env.privateUpstreams, allowLoopback: env.allowLoopback },
    told,
  );
  const { added, changed, unchanged, tools } = await importCatalogue({ ownerUrl: env.databaseUrl }, records, {
    dryRun: options["dry-run"],
  });
  io.out(`${JSON.stringify({ dryRun: options["dry-run"] === true, added, changed, unchanged, tools })}\n`);
  if (told.usable === 0) return exit.invalid;
  return told.problems > 0 ? exit.found : exit.done;
}
