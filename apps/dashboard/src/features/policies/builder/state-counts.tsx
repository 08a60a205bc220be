import { useMemo } from "react";
import { Badge } from "../../../ui/badge.tsx";
import { countStates, type EffectiveTool, toolStates } from "../tools/effective-tools.ts";
import { toolLooks } from "../tools/tool-looks.ts";

/** How many tools are in which state, as the engine answers. */
export function StateCounts({ tools }: { tools: readonly EffectiveTool[] }) {
  const counts = useMemo(() => countStates(tools), [tools]);
  return (
    <ul aria-label="Effective states" className="flex flex-wrap gap-1.5">
      {toolStates
        .filter((state) => counts[state] > 0)
        .map((state) => (
          <li key={state}>
            <Badge tone={toolLooks[state].tone}>
              {counts[state]} {toolLooks[state].label.toLowerCase()}
            </Badge>
          </li>
        ))}
    </ul>
  );
}
