import { forTerminal } from "./console.ts";
import { wantsColors } from "./env.ts";
import { run } from "./run.ts";

// The reader may go away early (`portcullis apply … | head`): what it did not want to read is no failure of the command.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

const write = (stream: NodeJS.WriteStream, text: string) => stream.write(stream.isTTY ? forTerminal(text) : text);

process.exitCode = await run({
  args: process.argv.slice(2),
  io: {
    out: (text) => write(process.stdout, text),
    error: (line) => write(process.stderr, `${line}\n`),
    colors: wantsColors(process.stdout.isTTY),
  },
  stdin: process.stdin,
});
