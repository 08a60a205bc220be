"use client";

import { Sparkles } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Dropdown, DropdownItem, DropdownLabel } from "../../../ui/dropdown.tsx";
import { toast } from "../../../ui/toast.tsx";
import { starterDocument } from "../starter-document.ts";
import { starters } from "../starters.ts";
import type { BuilderTool } from "./builder-context.tsx";

/** Puts a recommended policy or a template in the place of the document, as one step of undo. */
export function RecommendMenu({ tools, onChoose }: { tools: readonly BuilderTool[]; onChoose: (document: string) => void }) {
  return (
    <Dropdown
      align="end"
      trigger={
        <Button size="sm">
          <Sparkles aria-hidden /> Recommended
        </Button>
      }
    >
      <DropdownLabel>Replace the document by</DropdownLabel>
      {starters.map(({ id, label }) => (
        <DropdownItem
          key={id}
          onSelect={() => {
            onChoose(starterDocument(id, tools));
            toast(`${label} is in the draft`, { description: "Undo brings back what was there. Nothing is published yet." });
          }}
        >
          {label}
        </DropdownItem>
      ))}
    </Dropdown>
  );
}
