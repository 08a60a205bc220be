import { readFolder } from "../conditions/folder.ts";
import { readHostEntry } from "../conditions/host.ts";
import type { Comparison } from "../conditions/language.ts";
import { readRange } from "../conditions/network.ts";
import { readPath } from "../conditions/path.ts";
import { readPattern } from "../conditions/pattern.ts";
import { errorFinding, type Finding } from "../finding.ts";
import { conditionsMax, nestingMax, type Policy } from "../language.ts";
import { isTimezone } from "./check-limits.ts";
import type { DocumentEntry } from "./entries.ts";
import { comparisonsIn, conditionLists, type PlacedComparison } from "./rules.ts";

/** Conditions that no call could ever be judged by: paths, patterns, hosts, folders and ranges that cannot be read. */
export function checkConditions(policy: Policy, entries: readonly DocumentEntry[]): Finding[] {
  const findings: Finding[] = [];
  const patterns = new Patterns();
  for (const { conditions, pointer } of conditionLists(policy, entries)) {
    const placed = comparisonsIn(conditions, pointer);
    if (placed.length > conditionsMax) {
      findings.push(errorFinding("too_large", pointer, `A rule has at most ${conditionsMax} conditions, those inside groups included.`));
    }
    for (const one of placed) findings.push(...checkComparison(one, patterns));
  }
  return findings;
}

/**
 * The patterns of one document. To compile one costs up to 15 ms, and everybody who reads the document compiles them all: together they
 * have so many instructions, or no document is read.
 */
class Patterns {
  private left = patternStepsMax;

  check(text: string, pointer: string): Finding[] {
    if (this.left < 0) return [];
    const read = readPattern(text);
    if ("problem" in read) return [errorFinding("bad_regex", pointer, `RE2 does not take this pattern: ${read.problem}.`)];
    this.left -= patternSteps + read.size;
    return this.left < 0 ? [errorFinding("too_complex", pointer, tooManyPatterns)] : [];
  }
}

const patternStepsMax = 100_000;
/** What a pattern costs however short it is. */
const patternSteps = 50;
const tooManyPatterns = "The patterns of this document together are too large. Use fewer of them, or ones that repeat less.";

const checkComparison = ({ comparison, pointer, depth }: PlacedComparison, patterns: Patterns): Finding[] => {
  const findings: Finding[] = [];
  if (depth > nestingMax) findings.push(errorFinding("too_deep", pointer, `Groups of conditions nest at most ${nestingMax} levels.`));
  const path = readPath(comparison.path);
  if ("problem" in path) findings.push(errorFinding("bad_path", `${pointer}/path`, path.problem));
  if (comparison.timezone !== undefined) {
    const ofTime = !("problem" in path) && path.root === "time";
    if (!ofTime) findings.push(errorFinding("bad_timezone", `${pointer}/timezone`, "Only conditions on time have a time zone."));
    else if (!isTimezone(comparison.timezone)) {
      findings.push(errorFinding("bad_timezone", `${pointer}/timezone`, "This is not a time zone name such as Europe/Berlin."));
    }
  }
  return [...findings, ...checkValue(comparison, pointer, patterns)];
};

const checkValue = (comparison: Comparison, pointer: string, patterns: Patterns): Finding[] => {
  switch (comparison.op) {
    case "regex":
    case "not_regex":
      return patterns.check(comparison.value, `${pointer}/value`);
    case "host_in":
    case "host_not_in":
      return unreadable(
        comparison.value,
        readHostEntry,
        pointer,
        "bad_host",
        "is not a host such as example.com, or .example.com for everything below it",
      );
    case "path_within":
    case "path_not_within":
      return unreadable(comparison.value, readFolder, pointer, "bad_folder", "is not an absolute folder such as /srv/data");
    case "cidr_in":
    case "cidr_not_in":
      return unreadable(comparison.value, readRange, pointer, "bad_cidr", "is not a range such as 10.0.0.0/8");
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return Math.abs(comparison.value) <= Number.MAX_SAFE_INTEGER
        ? []
        : [errorFinding("number_not_comparable", `${pointer}/value`, "Numbers beyond 2^53 − 1 cannot be compared.")];
    default:
      return [];
  }
};

const unreadable = (values: readonly string[], read: (text: string) => unknown, pointer: string, code: string, what: string): Finding[] =>
  values.flatMap((text, index) =>
    read(text) === undefined ? [errorFinding(code, `${pointer}/value/${index}`, `${JSON.stringify(text)} ${what}.`)] : [],
  );
