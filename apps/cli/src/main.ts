import { run } from "./run.ts";

// The reader may go away early (`portcullis apply … | head`): what it did not want to read is no failure of the command.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

process.exitCode = await run({
  args: process.argv.slice(2),
  io: { out: (text) => process.stdout.write(text), error: (line) => process.stderr.write(`${line}\n`) },
  stdin: process.stdin,
});
