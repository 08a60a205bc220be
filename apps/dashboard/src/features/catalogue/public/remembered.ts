/**
 * Keeps the answers of the last minute, and asks once however many wait for the same. A failure is not kept, nor is that there is nothing (null). The catalogue changes when the
 * operator imports, so a page that is a minute old is a true one.
 */
export function remembering({ secondsMax = 60, entriesMax = 400, now = Date.now } = {}) {
  const kept = new Map<string, { at: number; answer: Promise<unknown> }>();
  return <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known && now() - known.at < secondsMax * 1000) return known.answer as Promise<T>;
    const answer = ask();
    kept.delete(key);
    kept.set(key, { at: now(), answer });
    for (const oldest of kept.keys()) {
      if (kept.size <= entriesMax) break;
      kept.delete(oldest);
    }
    const forget = () => kept.get(key)?.answer === answer && kept.delete(key);
    answer.then((value) => value === null && forget(), forget);
    return answer;
  };
}
