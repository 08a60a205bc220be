import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { call, post } from "./harness.ts";

/** A call as its client knows it. `at`, `ms`: when it was sent, of `Date.now()`, and for how long. */
export type LoadCall<Target> = { target: Target; traceId: string; at: number; ms: number; status: number; text: string; isDone: boolean };

/**
 * Clients that call one after the other until they are told to stop, each with a pause between two calls.
 *
 * @param target asked before each call: whom to send it to
 */
export function load<Target extends { url: string }>(
  clients: number,
  pauseMs: number,
  token: string,
  target: (client: number) => Target,
): { calls: LoadCall<Target>[]; stop: () => Promise<void> } {
  const calls: LoadCall<Target>[] = [];
  let isOver = false;
  const one = async (client: number) => {
    while (!isOver) {
      const traceId = randomBytes(16).toString("hex");
      const made = { target: target(client), traceId, at: Date.now(), ms: 0, status: 0, text: "", isDone: false };
      const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-00` };
      try {
        const answer = await post({ gateway: made.target, token }, call("read", {}, calls.length), headers);
        made.status = answer.status;
        made.text = await answer.text();
      } catch (error) {
        made.text = String((error as Error).cause ?? error);
      }
      made.ms = Date.now() - made.at;
      made.isDone = made.text.includes('"done"');
      calls.push(made);
      await setTimeout(pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, client) => one(client)));
  return {
    calls,
    stop: async () => {
      isOver = true;
      await running;
    },
  };
}
