/** What the command was given cannot be used: status 2, and these lines on stderr. */
export class UnusableInput extends Error {
  readonly lines: readonly string[];
  constructor(...lines: string[]) {
    super(lines.join("\n"));
    this.name = "UnusableInput";
    this.lines = lines;
  }
}
