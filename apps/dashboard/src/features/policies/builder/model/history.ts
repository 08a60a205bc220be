/** The texts that undo and redo go through. One history serves both panes, so an edit in one is taken back from the other. */
export type History = {
  text: string;
  past: readonly string[];
  future: readonly string[];
  /** What the last edit belonged to, and when it was (milliseconds): edits of one kind in quick succession are one step. */
  last: { group: string; at: number } | null;
};

export const historyOf = (text: string): History => ({ text, past: [], future: [], last: null });

const stepsMax = 500;
const pauseMs = 1_000;

/** Takes a new text. `group` names what is being typed into; without one the edit is a step of its own. */
export function edited(history: History, text: string, { group, at }: { group?: string; at: number }): History {
  if (text === history.text) return history;
  const joins = group !== undefined && history.last?.group === group && at - history.last.at < pauseMs && history.past.length > 0;
  return {
    text,
    past: joins ? history.past : [...history.past, history.text].slice(-stepsMax),
    future: [],
    last: group === undefined ? null : { group, at },
  };
}

export function undone(history: History): History {
  const text = history.past.at(-1);
  if (text === undefined) return history;
  return { text, past: history.past.slice(0, -1), future: [history.text, ...history.future], last: null };
}

export function redone(history: History): History {
  const [text, ...future] = history.future;
  if (text === undefined) return history;
  return { text, past: [...history.past, history.text], future, last: null };
}
