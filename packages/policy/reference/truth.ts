/** The three answers of a condition. */
export type Truth = "true" | "false" | "cannot tell";

/** Where a condition stands: what is missing counts as false in `deny_if` (and `approval.when`), as cannot tell in `require`. */
export type Side = "require" | "deny_if";

export const truth = (holds: boolean): Truth => (holds ? "true" : "false");

export const not = (answer: Truth): Truth => (answer === "cannot tell" ? answer : truth(answer === "false"));

export const all = (answers: Truth[]): Truth =>
  answers.includes("false") ? "false" : answers.includes("cannot tell") ? "cannot tell" : "true";

export const any = (answers: Truth[]): Truth =>
  answers.includes("true") ? "true" : answers.includes("cannot tell") ? "cannot tell" : "false";
