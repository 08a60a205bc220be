// A load that does not wait: a call leaves at its time whether or not the last one has come back, and its latency counts from that time.
// Usage: node open-loop.mjs '{"callers":[{"url":…,"headers":…}, …],"body":…,"rate":300,"warmUpSeconds":2,"seconds":10}'
import { Agent } from "undici";
import { Latencies } from "./latencies.mjs";
import { MARK } from "./messages.mjs";

const { callers, body, rate, warmUpSeconds, seconds } = JSON.parse(process.argv[2]);
const dispatcher = new Agent({ connections: 256, pipelining: 1 });
let next = 0;

await run(warmUpSeconds);
console.log(JSON.stringify({ measuring: true }));
console.log(JSON.stringify(await run(seconds)));
process.exit(0);

async function run(duration) {
  const latencies = new Latencies();
  const since = performance.now();
  const underWay = new Set();
  let failed = 0;
  for (let number = 0; number < duration * rate; number++) {
    const due = since + (number * 1_000) / rate;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const call = send(callers[next++ % callers.length]).then(
      (isAnswered) => {
        latencies.add(performance.now() - due);
        if (!isAnswered) failed++;
      },
      () => failed++,
    );
    underWay.add(call);
    void call.finally(() => underWay.delete(call));
  }
  await Promise.all(underWay);
  const took = (performance.now() - since) / 1_000;
  return { calls: latencies.count, seconds: took, p50: latencies.percentile(0.5), p99: latencies.percentile(0.99), failed };
}

async function send({ url, headers }) {
  const { origin, pathname } = new URL(url);
  const answer = await dispatcher.request({ origin, path: pathname, method: "POST", headers, body });
  return (await answer.body.text()).includes(MARK);
}
