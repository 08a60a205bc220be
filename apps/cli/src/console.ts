/** Where a command writes: results alone on stdout, everything that is said about them on stderr. */
export type Console = { out: (text: string) => void; error: (line: string) => void };

/** What the shell sees: done; not done, and trying again may help; the input or the call of the command is wrong. */
export const exit = { done: 0, failed: 1, invalid: 2 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];
