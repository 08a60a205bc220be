import { type Category, categoryOrder, classify } from "../src/index.ts";
import type { Row } from "./rows.ts";

export type Score = {
  rows: number;
  recall: Partial<Record<Category, { right: number; of: number }>>;
  macroRecall: number; // over the five categories, Unclassified left out
  confusion: Record<string, number>; // "write → execute": how often
  dangerousAsRead: string[]; // Destructive or Financial tools called Read
  misses: { server: string; tool: string; label: Category; answer: Category }[];
};

const five = categoryOrder.filter((category) => category !== "unclassified");

/** How the classifier answers labelled rows, knowing of the server no more than its name. */
export function scoreOf(rows: readonly Row[]): Score {
  const score: Score = { rows: rows.length, recall: {}, macroRecall: 0, confusion: {}, dangerousAsRead: [], misses: [] };
  for (const { server, tool, label } of rows) {
    const answer = classify(tool, { name: server }).category;
    const kept = score.recall[label] ?? { right: 0, of: 0 };
    score.recall[label] = kept;
    kept.of++;
    const cell = `${label} → ${answer}`;
    score.confusion[cell] = (score.confusion[cell] ?? 0) + 1;
    if (answer === label) {
      kept.right++;
      continue;
    }
    score.misses.push({ server, tool: tool.name, label, answer });
    if (answer === "read" && (label === "destructive" || label === "financial")) score.dangerousAsRead.push(tool.name);
  }
  const present = five.map((category) => score.recall[category]).filter((recall) => recall !== undefined);
  score.macroRecall = present.reduce((sum, { right, of }) => sum + right / of, 0) / present.length;
  return score;
}

/** The macro recall of each of `count` groups of servers: no rule is fitted to numbers, so this shows how far the figure depends on who is in the sample. */
export function macroByFold(rows: readonly Row[], count: number): number[] {
  const servers = [...new Set(rows.map(({ server }) => server))].sort();
  return Array.from({ length: count }, (_, fold) => {
    const held = new Set(servers.filter((_server, at) => at % count === fold));
    return scoreOf(rows.filter(({ server }) => held.has(server))).macroRecall;
  });
}
