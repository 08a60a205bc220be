import { type Decision, engineError } from "./decision.ts";
import type { PolicyFrame } from "./frame.ts";
import type { Listed } from "./language.ts";
import { type Glob, matchesGlob, readGlob } from "./selectors.ts";

export type CompiledList = { deny: readonly Answering[]; allow: readonly Answering[]; otherwise: Decision };
type Answering = { glob: Glob; answer: Decision };

/** The `resources` or `prompts` section: deny wins, then allow, then the section's default, then the document's. */
export function compileList(section: Listed | undefined, name: "resources" | "prompts", frame: PolicyFrame): CompiledList {
  const said = section?.default;
  const rule = said === undefined ? "/default" : `/${name}/default`;
  const noun = name === "resources" ? "resource" : "prompt";
  const entries = (list: "allow" | "deny", answer: (pointer: string) => Decision) =>
    (section?.[list] ?? []).map((text, index) => ({ glob: readGlob(text), answer: answer(`/${name}/${list}/${index}`) }));
  return {
    deny: entries("deny", (pointer) => frame.refuse("denied", pointer, `The policy does not allow this ${noun}.`)),
    allow: entries("allow", (pointer) => frame.permit(pointer)),
    otherwise:
      (said ?? frame.fallback) === "allow"
        ? frame.permit(rule)
        : frame.refuse("default_deny", rule, `This ${noun} is not on the allow-list of the policy.`),
  };
}

/** The answer for one prompt name or resource URI; without one where comparing would take too long. */
export function judgeListed(list: CompiledList, name: string): Decision {
  if ((list.deny.length + list.allow.length) * name.length > stepsMax) return engineError;
  return (
    (list.deny.find(({ glob }) => matchesGlob(glob, name)) ?? list.allow.find(({ glob }) => matchesGlob(glob, name)))?.answer ??
    list.otherwise
  );
}

// Characters to compare for one decision, which has a few milliseconds: 2,000 globs and 2,500 characters.
const stepsMax = 5_000_000;
