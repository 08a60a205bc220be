// One process of the benchmark: `speed ROUNDS MILLISECONDS` or `memory`. Prints one line of JSON.
import { allocation, measure } from "./measure.ts";
import { amountDecider, engineDecider } from "./subject.ts";

const [, , what, rounds, milliseconds] = process.argv;
const figures =
  what === "memory"
    ? {
        conditions: [0, 3, 20].map((conditions) => ({ conditions, bytes: allocation(engineDecider({ entries: 100, conditions })) })),
        amount: allocation(amountDecider()),
      }
    : measure(Number(rounds), Number(milliseconds));
process.stdout.write(`${JSON.stringify(figures)}\n`);
