import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAutosave, type SaveOutcome, type SaveState } from "./autosave.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store with revisions, as the control plane keeps drafts. */
function store() {
  const saved = { text: "start", revision: 1 };
  const attempts: string[] = [];
  const states: SaveState["kind"][] = [];
  let failure: SaveOutcome | null = null;
  const autosave = createAutosave({
    revision: 1,
    delayMs: 500,
    onState: (state) => states.push(state.kind),
    save: async (text, revision) => {
      attempts.push(text);
      await new Promise((done) => setTimeout(done, 100));
      if (failure) return failure;
      if (revision !== saved.revision) return { ok: false, conflict: true };
      saved.text = text;
      saved.revision++;
      return { ok: true, revision: saved.revision };
    },
  });
  const fail = (next: SaveOutcome | null) => {
    failure = next;
  };
  return { saved, attempts, states, autosave, fail };
}

test("many keystrokes are one save of the last text", async () => {
  const { autosave, saved, attempts, states } = store();
  for (const text of ["a", "ab", "abc"]) autosave.edit(text);
  await vi.advanceTimersByTimeAsync(700);
  expect(saved.text).toBe("abc");
  expect(attempts).toEqual(["abc"]);
  expect(states.at(-1)).toBe("saved");
});

test("an edit during a save is saved after it, with the new revision", async () => {
  const { autosave, saved } = store();
  autosave.edit("first");
  await vi.advanceTimersByTimeAsync(550);
  autosave.edit("second");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(saved).toEqual({ text: "second", revision: 3 });
});

test("flush does not wait for the pause and tells whether everything is saved", async () => {
  const { autosave, saved } = store();
  autosave.edit("now");
  const flushed = autosave.flush();
  await vi.advanceTimersByTimeAsync(100);
  expect(await flushed).toBe(true);
  expect(saved.text).toBe("now");
});

test("a conflict stops saving until the person chose; keeping the own text saves it over the other", async () => {
  const { autosave, saved, attempts, states } = store();
  saved.revision = 7;
  autosave.edit("mine");
  await vi.advanceTimersByTimeAsync(700);
  expect(states.at(-1)).toBe("conflict");
  autosave.edit("mine, longer");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(attempts).toEqual(["mine"]);
  autosave.rebase(7, "mine, longer");
  await vi.advanceTimersByTimeAsync(200);
  expect(saved.text).toBe("mine, longer");
});

test("after a failure the same text is still pending", async () => {
  const { autosave, saved, states, fail } = store();
  fail({ ok: false, conflict: false, message: "offline" });
  autosave.edit("kept");
  await vi.advanceTimersByTimeAsync(700);
  expect(states.at(-1)).toBe("failed");
  fail(null);
  const flushed = autosave.flush();
  await vi.advanceTimersByTimeAsync(200);
  expect(await flushed).toBe(true);
  expect(saved.text).toBe("kept");
});
