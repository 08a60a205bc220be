// The load, in its own process: warms up, says so, measures, prints what it saw.
// Usage: node load.mjs '{"url":…,"headers":…,"body":…,"ownIds":false,"connections":16,"warmUpSeconds":1,"seconds":5,"rate":…}'
// `callers` ([{"url":…,"headers":…}, …], all of one origin): each connection goes round among them, every one from another place.
import autocannon from "autocannon";
import { Latencies } from "./latencies.mjs";
import { MARK } from "./messages.mjs";

const { url, headers, body, ownIds = false, callers, connections, warmUpSeconds, seconds, rate } = JSON.parse(process.argv[2]);

const requests = callers?.map((caller) => ({ method: "POST", path: new URL(caller.url).pathname, headers: caller.headers, body }));
let lastId = 0;
let clients = 0;
if (warmUpSeconds > 0) await run(warmUpSeconds);
console.log(JSON.stringify({ measuring: true }));
console.log(JSON.stringify(await run(seconds)));

function takeTurns(client) {
  const at = (clients++ * 7) % requests.length;
  client.setRequests([...requests.slice(at), ...requests.slice(0, at)]);
}

function withOwnId(request) {
  return { ...request, method: "POST", body: body.replace("[<id>]", String(++lastId)) };
}

function run(duration) {
  const latencies = new Latencies(); // autocannon's own histogram counts whole milliseconds, too coarse for a hop
  return new Promise((resolve, reject) => {
    const since = performance.now();
    const options = {
      url,
      method: "POST",
      headers,
      ...(ownIds ? { requests: [{ setupRequest: withOwnId }] } : { body }),
      connections,
      duration,
      ...(rate ? { overallRate: rate } : {}),
      ...(requests ? { setupClient: takeTurns } : {}),
    };
    // A refusal has status 200 too, so the body is looked at.
    const instance = autocannon({ ...options, verifyBody: (answer) => answer.includes(MARK) }, (error, result) => {
      if (error) return reject(error);
      resolve({
        calls: latencies.count,
        seconds: (performance.now() - since) / 1000,
        p50: latencies.percentile(0.5),
        p99: latencies.percentile(0.99),
        failed: result.errors + result.timeouts + result.non2xx + result.mismatches,
      });
    });
    instance.on("response", (_client, _status, _bytes, milliseconds) => latencies.add(milliseconds));
  });
}
