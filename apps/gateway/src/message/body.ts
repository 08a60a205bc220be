import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";

/** Receives the body under its cap. How long it may take is the server's time-out for the whole request. */
export function readBody(x: Exchange): Promise<Reply | undefined> | Reply | undefined {
  if (x.request.method !== "POST") return undefined;
  const { bodyBytesMax } = x.deps.limits;
  const announced = Number(x.request.headers["content-length"] ?? 0);
  if (announced > bodyBytesMax) return tooLarge(bodyBytesMax);
  // Asked for only now: an unauthenticated body is not even invited.
  if (x.expectsContinue) x.response.writeContinue();
  return new Promise((resolve) => {
    const { request } = x;
    let first: Buffer | undefined;
    let chunks: Buffer[] | undefined;
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bodyBytesMax) {
        request.removeAllListeners("data").pause();
        resolve(tooLarge(bodyBytesMax));
      } else if (!x.hold(chunk.length)) {
        request.removeAllListeners("data").pause();
        resolve(noRoom());
      } else if (first === undefined) first = chunk;
      else if (chunks === undefined) chunks = [first, chunk];
      else chunks.push(chunk);
    });
    request.once("end", () => {
      x.body = chunks ? Buffer.concat(chunks) : (first ?? x.body);
      resolve(request.rawTrailers.length > 0 ? refuse("profile_breach", "Trailers are not taken.", { close: true }) : undefined);
    });
    request.once("close", () => {
      if (!request.complete) x.aborted = true;
      resolve(request.complete ? undefined : refuse("request_timeout", "The body did not arrive.", { close: true }));
    });
  });
}

function tooLarge(bytesMax: number): Reply {
  return refuse("body_too_large", `The body is larger than ${bytesMax} bytes.`, { close: true });
}

function noRoom(): Reply {
  const sentence = "The gateway holds as many bytes as it may. Nothing was sent; try again in a moment.";
  return refuse("unavailable", sentence, { close: true, headers: ["retry-after", "1"], reason: "overloaded" });
}
