import { errorFinding, type Finding, type JsonPatchOperation, warningFinding } from "../finding.ts";
import { escapeToken } from "../json/pointer.ts";
import { nearest } from "../nearest.ts";
import type { LintContext, LintHide } from "./context.ts";

/** Selectors against the tools of the server: names that it does not have, and globs that match nothing today. */
export function lintNames({ policy, entries, hides, server }: LintContext): Finding[] {
  if (server === undefined) return [];
  const hintsFor = hinting(server.map(({ name }) => name));
  const hasAccepted = server.some((tool) => tool.accepted !== false);
  const judge = ({ text, selector, pointer, tools }: LintHide, fix: (near: string) => JsonPatchOperation[] | undefined): Finding[] => {
    if (tools.length > 0) {
      const waiting = selector.kind === "exact" || pointer.startsWith("/hide") ? [] : tools.filter((tool) => tool.accepted === false);
      const [first] = waiting;
      // While nothing of a server has been reviewed, every selector would say so.
      if (first === undefined || !hasAccepted) return [];
      const others = waiting.length === 1 ? "" : ` and ${waiting.length - 1} more`;
      return [
        warningFinding(
          "matches_unreviewed",
          pointer,
          `${JSON.stringify(text)} also matches ${JSON.stringify(first.name)}${others}: new or changed, and nobody has accepted the definition. Once somebody does, this rule holds for it.`,
        ),
      ];
    }
    if (selector.kind === "exact") {
      const near = hintsFor(text);
      const hint = near.length > 0 ? ` Did you mean ${near.join(" or ")}?` : "";
      return [
        errorFinding(
          "unknown_tool",
          pointer,
          `The server has no tool ${JSON.stringify(text)}.${hint}`,
          near[0] === undefined ? undefined : fix(near[0]),
        ),
      ];
    }
    const what = selector.kind === "glob" ? "matches no tool of the server today" : "selects no tool of the server today";
    return [warningFinding("matches_nothing", pointer, `${JSON.stringify(text)} ${what}.`)];
  };
  return [
    ...hides.flatMap((hide) => judge(hide, (near) => [{ op: "replace", path: hide.pointer, value: near }])),
    ...entries.flatMap((entry) =>
      judge({ ...entry, text: entry.key }, (near) =>
        Object.hasOwn(policy.tools ?? {}, near) ? undefined : [{ op: "move", from: entry.pointer, path: `/tools/${escapeToken(near)}` }],
      ),
    ),
  ];
}

/** Similar names for a mistyped one. They cost length times length each: after many there are none, and the finding stands without. */
const hinting = (names: readonly string[]): ((text: string) => string[]) => {
  const characters = names.reduce((sum, name) => sum + name.length, 0);
  let left = 5_000_000;
  return (text) => {
    left -= text.length * characters;
    return left < 0 ? [] : nearest(text, names, 3);
  };
};
