import { errorFinding, type Finding } from "../finding.ts";
import type { Policy } from "../language.ts";
import type { DocumentEntry } from "./entries.ts";

const documentFields = ["validate_arguments"] as const;
const entryFields = ["validate_arguments"] as const;

/** Fields that the language knows and this version does not enforce yet: refused, so that none is ever ignored. */
export function checkSupported(policy: Policy, entries: readonly DocumentEntry[]): Finding[] {
  return [...fieldsIn(policy, documentFields, ""), ...entries.flatMap(({ entry, pointer }) => fieldsIn(entry, entryFields, pointer))];
}

const fieldsIn = <T extends object>(holder: T, names: readonly (keyof T & string)[], pointer: string): Finding[] =>
  names
    .filter((name) => holder[name] !== undefined)
    .map((name) => errorFinding("not_supported_yet", `${pointer}/${name}`, `The field ${JSON.stringify(name)} is not supported yet.`));
