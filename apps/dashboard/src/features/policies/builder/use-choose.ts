"use client";

import { toast } from "../../../ui/toast.tsx";
import { type BuilderTool, useBuilder } from "./builder-context.tsx";
import { type Choice, choose } from "./model/tool-choice.ts";

/** Makes a choice for tools, and says when rules of theirs went with it: a refusal by name stands alone. */
export function useChoose(): (tools: readonly BuilderTool[], choice: Exclude<Choice, "custom">) => void {
  const { view, apply } = useBuilder();
  return (tools, choice) => {
    apply(choose(view, tools, choice));
    if (choice !== "deny" && choice !== "hide") return;
    const names = new Set(tools.map(({ name }) => name));
    const losing = view.entries.filter(({ key, entry }) => names.has(key) && ruleFields.some((field) => entry && field in entry));
    if (losing.length === 0) return;
    const whose = losing.length === 1 ? losing[0]?.key : `${losing.length} tools`;
    toast(`The rules of ${whose} went too`, { description: "Nothing would ask them any more. Undo brings them back." });
  };
}

const ruleFields = ["require", "deny_if", "limits", "rate_limit", "approval", "validate_arguments"];
