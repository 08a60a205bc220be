import { type Classification, classify, type ServerContext, type ToolDefinition } from "../src/index.ts";

type Given = { tool: ToolDefinition; server: ServerContext };

/** Tools classified in a second of processor time, the best of `rounds` (other work on the machine only slows it down). */
export function toolsPerSecond(tools: readonly Given[], rounds: number, milliseconds: number): { best: number; all: number[] } {
  const all: number[] = [];
  let kept: Classification | undefined;
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    let count = 0;
    let microseconds = 0;
    while (microseconds < milliseconds * 1_000) {
      for (const { tool, server } of tools) kept = classify(tool, server);
      count += tools.length;
      const used = process.cpuUsage(started);
      microseconds = used.user + used.system;
    }
    all.push(Math.round((count / microseconds) * 1_000_000));
  }
  if (!kept) throw new Error("no tools to classify");
  return { best: Math.max(...all), all };
}
