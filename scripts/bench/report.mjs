// The figures as Markdown, for people and for docs/performance.md.
import fs from "node:fs";

const [BEGIN, END] = ["<!-- bench:begin -->", "<!-- bench:end -->"];

export function table(cells) {
  const lines = [
    "| shape | connections | path | calls/s | p50 ms | p99 ms | CPU µs/call | PostgreSQL µs/call | of the bare hop |",
    "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
  ];
  for (const { shape, connections, path, rps, p50, p99, cpu, databaseCpu, ratio } of cells) {
    const figures = [
      Math.round(rps).toLocaleString("en"),
      p50.toFixed(2),
      p99.toFixed(2),
      figure(cpu),
      figure(databaseCpu),
      ratio ? `${ratio.toFixed(2)} x` : "",
    ];
    lines.push(`| ${shape} | ${connections} | ${path} | ${figures.join(" | ")} |`);
  }
  return lines.join("\n");
}

export const verdicts = (bars) =>
  bars
    .map(
      ({ what, wanted, measured, reached }) =>
        `- ${what}: wanted ${wanted}, measured ${measured}, ${reached ? "reached" : "**not reached**"}`,
    )
    .join("\n");

/** Puts the section of this kind into the document in the place of its last one. */
export function writeSection(file, kind, text) {
  const document = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "# Performance\n";
  const [begin, end] = [BEGIN, END].map((mark) => mark.replace("bench", `bench ${kind}`));
  const section = `${begin}\n\n${text}\n\n${end}`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  const changed =
    from >= 0 && to > from ? document.slice(0, from) + section + document.slice(to + end.length) : `${document.trimEnd()}\n\n${section}\n`;
  fs.writeFileSync(file, changed);
}

const figure = (microseconds) => (microseconds === null ? "" : microseconds.toFixed(0));
