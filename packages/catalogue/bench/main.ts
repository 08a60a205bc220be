import { readFileSync } from "node:fs";
import { categoryOrder } from "../src/index.ts";
import { goldenRows, labelledRows, type Row, recordedTools } from "./rows.ts";
import { macroByFold, type Score, scoreOf } from "./score.ts";
import { toolsPerSecond } from "./speed.ts";

// Usage: main <folder of packages/catalogue as a file URL> <file of labels> <text | json>
const [room = "", labelsFile = "", form = "text"] = process.argv.slice(2);
const at = (path: string) => new URL(path, room);
const disputed = JSON.parse(readFileSync(at("bench/disputed.json"), "utf8")) as { server: string; tool: string; reason: string }[];
const isDisputed = ({ server, tool }: Row) => disputed.some((one) => one.server === server && one.tool === tool.name);

const labels = labelledRows(labelsFile);
const known = goldenRows(at("bench/golden/known.txt"));
const unseen = goldenRows(at("bench/golden/unseen.txt"));
const namesOnly = (rows: readonly Row[]): Row[] => rows.map(({ server, tool, label }) => ({ server, tool: { name: tool.name }, label }));
const report = {
  development: labels && {
    all: scoreOf(labels),
    folds: macroByFold(labels, 4),
    undisputed: scoreOf(labels.filter((row) => !isDisputed(row))),
    disputed,
  },
  own: { known: scoreOf(known), unseen: scoreOf(unseen), knownByName: scoreOf(namesOnly(known)), unseenByName: scoreOf(namesOnly(unseen)) },
  toolsPerSecond: toolsPerSecond(recordedTools(at("data/")), 8, 800),
};
const bars = [
  ...(report.development ? barsOf(report.development.all, "development sample") : []),
  { bar: "100,000 tools a second on one core", reached: report.toolsPerSecond.best >= 100_000 },
];

if (form === "json") console.log(JSON.stringify({ ...report, bars }, null, 2));
else print();
process.exitCode = bars.every(({ reached }) => reached) ? 0 : 1;

function barsOf(score: Score, what: string) {
  const recall = (category: "destructive" | "financial") => (score.recall[category]?.right ?? 0) / (score.recall[category]?.of ?? 1);
  return [
    { bar: `${what}: macro recall at least 0.92`, reached: score.macroRecall >= 0.92 },
    { bar: `${what}: Destructive at least 0.95`, reached: recall("destructive") >= 0.95 },
    { bar: `${what}: Financial at least 0.95`, reached: recall("financial") >= 0.95 },
    { bar: `${what}: no Destructive or Financial tool called Read`, reached: score.dangerousAsRead.length === 0 },
  ];
}

function print(): void {
  if (report.development) {
    const { all, folds, undisputed } = report.development;
    show("Development sample, every row", all);
    console.log(`  macro recall by group of servers: ${folds.map((recall) => recall.toFixed(3)).join(", ")}`);
    for (const miss of all.misses) console.log(`  ${miss.tool} (${miss.server}): labelled ${miss.label}, answered ${miss.answer}`);
    show("The same without the rows that are disputed", undisputed);
    for (const { server, tool, reason } of disputed) console.log(`  left out: ${tool} (${server}): ${reason}`);
  } else {
    console.log(
      `No labels at ${labelsFile}: the development sample is not part of the project. Give its path: npm run bench:catalogue -- <file>\n`,
    );
  }
  show("Own test set, the part that rules were checked against", report.own.known);
  show("Own test set, the part that was kept unseen", report.own.unseen);
  for (const miss of report.own.unseen.misses)
    console.log(`  ${miss.tool} (${miss.server}): labelled ${miss.label}, answered ${miss.answer}`);
  console.log(
    `By name alone: ${report.own.knownByName.macroRecall.toFixed(3)} known, ${report.own.unseenByName.macroRecall.toFixed(3)} unseen (macro recall)\n`,
  );
  console.log(
    `Speed: ${report.toolsPerSecond.best.toLocaleString("en-US")} tools per second of one core (rounds: ${report.toolsPerSecond.all.join(", ")})\n`,
  );
  for (const { bar, reached } of bars) console.log(`${reached ? "reached" : "MISSED "}  ${bar}`);
}

function show(title: string, score: Score): void {
  console.log(`${title}: ${score.rows} rows, macro recall ${score.macroRecall.toFixed(3)}`);
  for (const category of categoryOrder) {
    const recall = score.recall[category];
    if (recall)
      console.log(
        `  ${category.padEnd(13)} ${(recall.right / recall.of).toFixed(3)}  (${recall.right} of ${recall.of})  ${confused(score, category)}`,
      );
  }
  console.log(`  Destructive or Financial called Read: ${score.dangerousAsRead.join(", ") || "none"}\n`);
}

function confused(score: Score, category: string): string {
  return categoryOrder
    .filter((answer) => answer !== category && score.confusion[`${category} → ${answer}`])
    .map((answer) => `${score.confusion[`${category} → ${answer}`]} as ${answer}`)
    .join(", ");
}
