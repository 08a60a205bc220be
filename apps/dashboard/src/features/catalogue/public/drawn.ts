/** A picture as it is answered with. */
export type Drawn = { bytes: ArrayBuffer; type: string };

/**
 * Pictures that were drawn already, by what stands in them; drawing takes tens of milliseconds of a core and anybody may ask for it. The
 * youngest `entriesMax` are kept (about 40 kB each), and who asks while one is drawn waits for the same.
 */
export function drawnPictures(entriesMax = 200) {
  const kept = new Map<string, Promise<Drawn>>();
  return (key: string, draw: () => Promise<Drawn>): Promise<Drawn> => {
    const drawn = kept.get(key) ?? draw();
    kept.delete(key);
    kept.set(key, drawn);
    for (const oldest of kept.keys()) {
      if (kept.size <= entriesMax) break;
      kept.delete(oldest);
    }
    drawn.catch(() => kept.get(key) === drawn && kept.delete(key));
    return drawn;
  };
}
