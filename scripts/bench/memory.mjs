// Does the gateway's memory stay? A steady rate of calls for minutes, and a thousand streams that nobody writes to.
import http from "node:http";
import { measure } from "./measure.mjs";
import { residentKiB } from "./programs.mjs";

/** @returns what was called, and the slope of the resident memory over all but the first fifth, in MiB a minute */
export async function measureMemory({ gateway }, { minutes, calls, say }) {
  const seconds = minutes * 60;
  const samples = [];
  const begun = Date.now();
  const watching = setInterval(() => {
    samples.push([(Date.now() - begun) / 60_000, residentKiB(gateway.pid) / 1_024]);
    if (samples.length % 30 === 0) say(`${samples.at(-1)[0].toFixed(1)} min: ${samples.at(-1)[1].toFixed(0)} MiB`);
  }, 2_000);
  const cell = await measure(gateway, "call", { connections: 64, seconds, rate: Math.ceil(calls / seconds), warmUpSeconds: 0 });
  clearInterval(watching);
  const late = samples.filter(([minute]) => minute > minutes / 5);
  return { calls: cell.calls, minutes, firstMiB: samples[0]?.[1], lastMiB: samples.at(-1)?.[1], slopeMiBPerMinute: slope(late) };
}

/** Least squares. */
function slope(points) {
  const mean = (index) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

/** @returns the resident memory that each of `count` idle GET streams takes in the gateway, in kB */
export async function measureStreams({ gateway }, { count }) {
  const { url, headers } = gateway.call;
  const open = async (number) => {
    const opened = [];
    for (let at = 0; at < number; at += 50)
      opened.push(...(await Promise.all(Array.from({ length: Math.min(50, number - at) }, () => stream(url, headers)))));
    return opened;
  };
  // The first ones pay for code and pools that the others share.
  const first = await open(50);
  await settled();
  const before = residentKiB(gateway.pid);
  const streams = await open(count);
  await settled();
  const after = residentKiB(gateway.pid);
  for (const request of [...first, ...streams]) request.destroy();
  return { streams: count, kBPerStream: ((after - before) * 1.024) / count };
}

function stream(url, headers) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { ...headers, accept: "text/event-stream" }, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`a stream was answered with ${response.statusCode}`));
      response.on("error", () => {});
      response.resume();
      resolve(request);
    });
    request.on("error", reject);
    request.on("response", () => {
      request.removeListener("error", reject);
      request.on("error", () => {});
    });
  });
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5_000));
