/** Where a command writes: results alone on stdout, everything that is said about them on stderr. */
export type Console = {
  out: (text: string) => void;
  error: (line: string) => void;
  /** May stdout be coloured? Left out: no. */
  colors?: boolean;
};

/**
 * What the shell sees: done; not done, and trying again may help; something was found in the input; the input or the call of the
 * command is wrong.
 */
export const exit = { done: 0, failed: 1, found: 1, invalid: 2 } as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

const codes = { red: 31, green: 32, yellow: 33, bold: 1 };

/** The text in a colour, where the console shows colours. */
export const paint = (io: Console, color: keyof typeof codes, text: string): string =>
  io.colors ? `\u001b[${codes[color]}m${text}\u001b[0m` : text;

/**
 * The text as a terminal may see it: names of tools and cases are other people's words, and must not move the cursor or rewrite
 * what stands there. Only line ends, tabs and the colours above get through.
 */
export const forTerminal = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
    /\u001b\[(?:0|1|31|32|33)m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (found) => (found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`),
  );
