// The load, in its own process: warms up, says so, measures, prints what it saw.
// Usage: node load.mjs '{"url":…,"headers":…,"connections":16,"warmUpSeconds":1,"seconds":5}'
import autocannon from "autocannon";
import { CALL, MARK } from "./messages.mjs";

const { url, headers, connections, warmUpSeconds, seconds } = JSON.parse(process.argv[2]);

await run(warmUpSeconds);
console.log(JSON.stringify({ measuring: true }));
console.log(JSON.stringify(await run(seconds)));

function run(duration) {
  const latencies = []; // autocannon's own histogram counts whole milliseconds, too coarse for a hop
  return new Promise((resolve, reject) => {
    const since = performance.now();
    const instance = autocannon(
      // A refusal has status 200 too, so the body is looked at.
      { url, method: "POST", headers, body: CALL, connections, duration, verifyBody: (body) => body.includes(MARK) },
      (error, result) => {
        if (error) return reject(error);
        latencies.sort((a, b) => a - b);
        resolve({
          calls: latencies.length,
          seconds: (performance.now() - since) / 1000,
          p50: percentile(latencies, 0.5),
          p99: percentile(latencies, 0.99),
          failed: result.errors + result.timeouts + result.non2xx + result.mismatches,
        });
      },
    );
    instance.on("response", (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds));
  });
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
