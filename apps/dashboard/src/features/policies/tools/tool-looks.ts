import type { BadgeTone } from "../../../ui/badge.tsx";
import type { ToolState } from "./effective-tools.ts";

/** How the engine's answers for a tool are called and coloured, wherever they stand. */
export const toolLooks: Record<ToolState, { label: string; tone: BadgeTone }> = {
  allowed: { label: "Allowed", tone: "ok" },
  limited: { label: "Limited", tone: "warn" },
  conditional: { label: "Conditional", tone: "hide" },
  approval: { label: "Needs approval", tone: "accent" },
  denied: { label: "Denied", tone: "deny" },
  hidden: { label: "Hidden", tone: "neutral" },
};
