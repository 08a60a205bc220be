import { errorFinding, type Finding, type JsonPatchOperation, warningFinding } from "../finding.ts";
import { escapeToken } from "../json/pointer.ts";
import { nearest } from "../nearest.ts";
import { readSelector, type Selector } from "../selectors.ts";
import { type LintContext, selectedBy } from "./context.ts";

/** Selectors against the tools of the server: names that it does not have, and globs that match nothing today. */
export function lintNames({ policy, entries, server }: LintContext): Finding[] {
  if (server === undefined) return [];
  const names = server.map(({ name }) => name);
  const isClassified = server.some(({ category }) => category !== undefined && category !== "unclassified");
  const judge = (text: string, selector: Selector, pointer: string, fix: (near: string) => JsonPatchOperation[] | undefined): Finding[] => {
    const tools = selectedBy(selector, server);
    if (tools.length > 0) {
      const unreviewed =
        selector.kind === "glob" && isClassified
          ? tools.find(({ category }) => (category ?? "unclassified") === "unclassified")
          : undefined;
      if (unreviewed === undefined || pointer.startsWith("/hide")) return [];
      return [
        warningFinding(
          "matches_unreviewed",
          pointer,
          `${JSON.stringify(text)} also matches ${JSON.stringify(unreviewed.name)}, which nobody has reviewed yet.`,
        ),
      ];
    }
    if (selector.kind === "exact") {
      const near = nearest(text, names, 3);
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
    ...(policy.hide ?? []).flatMap((text, index) => {
      const pointer = `/hide/${index}`;
      return judge(text, readSelector(text) as Selector, pointer, (near) => [{ op: "replace", path: pointer, value: near }]);
    }),
    ...entries.flatMap(({ key, selector, pointer }) =>
      judge(key, selector, pointer, (near) =>
        Object.hasOwn(policy.tools ?? {}, near) ? undefined : [{ op: "move", from: pointer, path: `/tools/${escapeToken(near)}` }],
      ),
    ),
  ];
}
