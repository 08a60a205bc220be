import { expect, test } from "vitest";
import { type NewsEvent, type TellOptions, tell } from "./tell.ts";

function follower(rest: Partial<TellOptions> = {}) {
  let say: (id: string | null) => void = () => {};
  const gone = new AbortController();
  const state = { watching: 0, allowed: true };
  const events = tell({
    watch: (onChange) => {
      state.watching++;
      say = onChange;
      return () => state.watching--;
    },
    allowed: async () => state.allowed,
    // Nothing is waited for: either the signal is given, or the time is over at once.
    pause: async () => {},
    gone: gone.signal,
    now: () => 0,
    ...rest,
  });
  return { events, gone, state, say: (id: string | null) => say(id), next: async () => (await events.next()).value as NewsEvent };
}

test("what happens together is told together, each request once; a flood is told as all", async () => {
  const { next, say, gone, events } = follower();
  expect(await next()).toEqual({ kind: "quiet" });
  for (const id of ["a", "b", "a"]) say(id);
  expect(await next()).toEqual({ kind: "changed", ids: ["a", "b"] });
  for (let n = 0; n < 1_000; n++) say(`r${n}`);
  expect(await next()).toEqual({ kind: "changed", ids: null });
  say(null);
  say("c");
  expect(await next()).toEqual({ kind: "changed", ids: null });
  gone.abort();
  expect((await events.next()).done).toBe(true);
});

test("who has lost session or membership is told nothing of what happened, and nobody watches for them any more", async () => {
  const { next, say, state, events } = follower();
  await next();
  say("a");
  state.allowed = false;
  expect(await next()).toEqual({ kind: "end" });
  expect((await events.next()).done).toBe(true);
  expect(state.watching).toBe(0);
});

test("half an hour is enough for one connection", async () => {
  let minutes = 0;
  const { events } = follower({ now: () => minutes++ * 60_000 });
  const told: NewsEvent[] = [];
  for await (const event of events) told.push(event);
  expect(told.length).toBeLessThan(31);
});
