"use client";

/** A part of the kit that is fetched when somebody reaches for it: most pages are read without a menu or a dialog being opened. */
export function onDemand<Part>(load: () => Promise<Part>) {
  let part: Part | undefined;
  const fetched = async (): Promise<Part> => {
    part ??= await load();
    return part;
  };
  return {
    fetched,
    /** Begins to fetch; without a connection nothing comes, and who presses tries again. */
    reach: () => void fetched().catch(() => undefined),
    isFetched: () => part !== undefined,
    /** @throws before it is fetched */
    now: (): Part => {
      if (part === undefined) throw new Error("drawn before it was fetched");
      return part;
    },
  };
}
