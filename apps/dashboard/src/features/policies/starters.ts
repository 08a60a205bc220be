/** What a new policy can start from. */
export type StarterId = "recommended" | "read-only" | "no-deletes" | "business-hours" | "spend-cap" | "nothing" | "one-tool" | "everything";

export const starters: readonly { id: StarterId; label: string; hint: string }[] = [
  {
    id: "recommended",
    label: "Recommended for this server",
    hint: "By what each tool does: reading is free, writing is limited, what destroys is hidden, what moves money waits for a person.",
  },
  { id: "read-only", label: "Read only", hint: "Tools that only read are allowed. Everything else is denied." },
  { id: "no-deletes", label: "No deletes", hint: "Everything is allowed but tools that destroy, which are hidden." },
  {
    id: "business-hours",
    label: "Business hours",
    hint: "Reading always; everything else Monday to Friday, 8 to 18 UTC. What destroys is hidden.",
  },
  {
    id: "spend-cap",
    label: "Spend cap",
    hint: "At most 1,000 a day and grant through tools that move money, each of them approved. Reading is free.",
  },
  {
    id: "one-tool",
    label: "One tool with a limit",
    hint: "One tool of this server, at most 10 calls a minute for each grant. Everything else is denied.",
  },
  { id: "nothing", label: "Nothing", hint: "Every call is denied until you say what is allowed. The safe start." },
  {
    id: "everything",
    label: "Everything the server offers",
    hint: "Every call is allowed, also of tools the server adds later. Good for looking around.",
  },
];
