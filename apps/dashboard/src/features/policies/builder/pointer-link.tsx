"use client";

import { pointerParts } from "../json-pointer.ts";
import { useBuilder } from "./builder-context.tsx";

/** A place in the document in words, as a link to its line in the text. */
export function PointerLink({ pointer }: { pointer: string }) {
  const { showInText } = useBuilder();
  return (
    <button
      type="button"
      title={pointer || "the document"}
      className="text-accent-ink underline underline-offset-2"
      onClick={() => showInText(pointer)}
    >
      {placeWords(pointer)}
    </button>
  );
}

/** `/tools/zabbix_get_*\/deny_if\/0` as "deny rule 1 of zabbix_get_*". */
export function placeWords(pointer: string): string {
  const [first, second, ...rest] = pointerParts(pointer);
  if (first === undefined) return "the document";
  if (first === "default") return "the default of the document";
  if (first === "hide") return `entry ${Number(second) + 1} of the hidden tools`;
  if (first === "all_tools") return `${fieldWords(second === undefined ? [] : [second, ...rest])} of all tools`;
  if (first === "tools" && second !== undefined) return rest.length === 0 ? `the entry ${second}` : `${fieldWords(rest)} of ${second}`;
  return `${first} of the document`;
}

const fieldWords = ([field, index]: readonly string[]): string => {
  const number = index === undefined ? "" : ` ${Number(index) + 1}`;
  switch (field) {
    case "deny_if":
      return `deny rule${number}`;
    case "require":
      return `requirement${number}`;
    case "limits":
      return `limit${number}`;
    case "rate_limit":
      return "the rate limit";
    case "approval":
      return "the approval";
    case "action":
      return "the action";
    case "validate_arguments":
      return "the check of arguments";
    default:
      return field ?? "the rules";
  }
};
