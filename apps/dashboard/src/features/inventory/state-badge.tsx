import type { ToolState } from "@portcullis/control-plane";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";

export const stateLooks: Readonly<Record<ToolState, { label: string; tone: BadgeTone; colour: string }>> = {
  allowed: { label: "Allowed", tone: "ok", colour: "var(--ok)" },
  limited: { label: "Limited", tone: "warn", colour: "var(--warn)" },
  conditional: { label: "Conditional", tone: "hide", colour: "var(--hide)" },
  approval: { label: "Needs approval", tone: "accent", colour: "var(--accent)" },
  denied: { label: "Denied", tone: "deny", colour: "var(--deny)" },
  hidden: { label: "Hidden", tone: "neutral", colour: "var(--ink-faint)" },
};

/** What calls of a tool meet, as a word. */
export function StateBadge({ state, count }: { state: ToolState; count?: number }) {
  const { label, tone } = stateLooks[state];
  return (
    <Badge tone={tone}>
      {count === undefined ? "" : `${count} `}
      {count === undefined ? label : label.toLowerCase()}
    </Badge>
  );
}
