/** A call of the log as far as it can be judged again: values of arguments were never recorded. */
export type RecordedCall = {
  tool: string;
  argumentNames: readonly string[];
  grant: { label: string; tags: readonly string[] };
  client: { name?: string; version?: string };
  at: Date;
  effect: "allow" | "deny";
  reason: string;
  rule: string;
  /** It ran because people had approved it. */
  isApproved: boolean;
  /** What an observing policy would have answered; null where it is what was answered. */
  observed: { reason: string; rule: string } | null;
};
