"use client";

import type { ToolFacts } from "@portcullis/policy";
import { useState } from "react";
import { Select } from "../../../ui/select.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../../ui/tabs.tsx";
import type { PolicyVersion } from "../policy.ts";
import { DiffView } from "./diff-view.tsx";
import { SemanticDiff } from "./semantic-diff.tsx";

export interface CompareVersionsProps {
  versions: readonly PolicyVersion[];
  tools: readonly ToolFacts[];
  from: number;
  to: number;
}

/** Any two versions, by what they mean and by their text. */
export function CompareVersions({ versions, tools, from, to }: CompareVersionsProps) {
  const [chosen, setChosen] = useState({ from, to });
  const [before, after] = [chosen.from, chosen.to].map((wanted) => versions.find(({ version }) => version === wanted)?.document ?? "");
  const pick = (side: "from" | "to", label: string) => (
    <Select aria-label={label} value={chosen[side]} onChange={(event) => setChosen({ ...chosen, [side]: Number(event.target.value) })}>
      {versions.map(({ version }) => (
        <option key={version} value={version}>
          Version {version}
        </option>
      ))}
    </Select>
  );
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-[1fr_auto_1fr] items-center gap-2">
        {pick("from", "From version")}
        <span className="text-ink-muted text-sm">to</span>
        {pick("to", "To version")}
      </div>
      <Tabs defaultValue="meaning">
        <TabList label="Kind of comparison">
          <Tab value="meaning">Meaning</Tab>
          <Tab value="text">Text</Tab>
        </TabList>
        <TabPanel value="meaning">
          <SemanticDiff before={before ?? ""} after={after ?? ""} tools={tools} />
        </TabPanel>
        <TabPanel value="text">
          <DiffView before={before ?? ""} after={after ?? ""} label="Changes of the text" />
        </TabPanel>
      </Tabs>
    </div>
  );
}
