/** What the page says about the draft. `failed` keeps the sentence to show; `conflict` waits for the person to choose. */
export type SaveState =
  | { kind: "saved" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "conflict" }
  | { kind: "failed"; message: string };

export type SaveOutcome = { ok: true; revision: number } | { ok: false; conflict: true } | { ok: false; conflict: false; message: string };

export type AutosaveOptions = {
  revision: number;
  save: (text: string, revision: number) => Promise<SaveOutcome>;
  onState: (state: SaveState) => void;
  delayMs: number;
};

export type Autosave = {
  edit(text: string): void;
  /** Saves now what is not saved yet, and waits. True when everything is saved afterwards. */
  flush(): Promise<boolean>;
  /** Takes a revision that was read elsewhere. With a text that text is saved over it; without, nothing is pending any more. */
  rebase(revision: number, text?: string): void;
  /** The revision that the next save builds on. */
  revision(): number;
};

/**
 * Saves a text some time after the last keystroke, one request at a time, so that revisions never overtake each other.
 * A conflict stops it until `rebase`; another failure is tried again at the next edit or flush.
 */
export function createAutosave({ revision, save, onState, delayMs }: AutosaveOptions): Autosave {
  let pending: string | null = null;
  let running: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let blocked = false;

  const saveOnce = async (text: string) => {
    onState({ kind: "saving" });
    const outcome = await save(text, revision);
    if (outcome.ok) {
      revision = outcome.revision;
      onState({ kind: pending === null ? "saved" : "unsaved" });
      return;
    }
    pending ??= text;
    blocked = outcome.conflict;
    onState(outcome.conflict ? { kind: "conflict" } : { kind: "failed", message: outcome.message });
    throw new SaveStopped();
  };

  const drain = async () => {
    for (let text = pending; text !== null && !blocked; text = pending) {
      pending = null;
      await saveOnce(text);
    }
  };

  const run = (): Promise<void> => {
    clearTimeout(timer);
    running ??= drain()
      .catch((error) => {
        if (!(error instanceof SaveStopped)) throw error;
      })
      .finally(() => {
        running = null;
      });
    return running;
  };

  return {
    edit(text) {
      pending = text;
      if (blocked) return;
      onState({ kind: running !== null ? "saving" : "unsaved" });
      clearTimeout(timer);
      timer = setTimeout(() => void run(), delayMs);
    },
    async flush() {
      await run();
      return pending === null && !blocked;
    },
    rebase(next, text) {
      clearTimeout(timer);
      revision = next;
      blocked = false;
      pending = text ?? null;
      if (text === undefined) onState({ kind: "saved" });
      else void run();
    },
    revision: () => revision,
  };
}

class SaveStopped extends Error {}
