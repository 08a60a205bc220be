import { writeFile } from "node:fs/promises";
import { type Console, type ExitCode, exit } from "../console.ts";
import { readDocument } from "../documents/json-document.ts";
import { readArguments } from "../input/read-arguments.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { printJson } from "../json/print-json.ts";

/** `fmt FILE… [--check|--write]`: the canonical spelling of policies, or of any other JSON. */
export async function fmt(args: string[], io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files } = readArguments(
    "fmt",
    args,
    { check: "flag", write: "flag" },
    { names: 'a FILE or "-"; several with --check or --write', min: 1, max: Number.POSITIVE_INFINITY },
  );
  if (options.check && options.write) throw new UnusableInput("fmt takes --check or --write, not both.");
  if (options.write && files.includes("-")) throw new UnusableInput("fmt cannot write back to standard input; leave --write out.");
  if (!options.check && !options.write && files.length > 1)
    throw new UnusableInput("fmt prints one FILE; several need --check or --write.");
  // All are read before one is written: a file that is not JSON leaves the others as they are.
  const printed = [];
  for (const file of files) {
    const { name, text, root } = await readDocument(file, stdin);
    const canonical = printJson(text, root);
    printed.push({ file, name, canonical, differs: canonical !== text });
  }
  const differing = printed.filter(({ differs }) => differs);
  if (options.check)
    for (const { name } of differing) io.out(`${name}:1:1 warning format This is not formatted: portcullis fmt --write.\n`);
  else if (options.write) for (const { file, canonical } of differing) await write(file, canonical);
  else for (const { canonical } of printed) io.out(canonical);
  return options.check && differing.length > 0 ? exit.found : exit.done;
}

const write = (file: string, text: string): Promise<void> =>
  writeFile(file, text).catch((error: Error) => {
    throw new UnusableInput(`${file} cannot be written: ${error.message}`);
  });
