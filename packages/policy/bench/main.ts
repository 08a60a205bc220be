// One process of the benchmark: `speed ROUNDS MILLISECONDS` or `memory`. Prints one line of JSON.
import { allocation, measure } from "./measure.ts";

const [, , what, rounds, milliseconds] = process.argv;
const figures =
  what === "memory"
    ? [0, 3, 20].map((conditions) => ({ conditions, bytes: allocation({ entries: 100, conditions }) }))
    : measure(Number(rounds), Number(milliseconds));
process.stdout.write(`${JSON.stringify(figures)}\n`);
