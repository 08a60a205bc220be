import { readPath } from "../conditions/path.ts";
import { errorFinding, type Finding } from "../finding.ts";
import type { Limit, Policy } from "../language.ts";
import { decimalText } from "../limits/amount.ts";
import { documentLimits, type LimitPlan } from "../limits/plan.ts";
import type { DocumentEntry } from "./entries.ts";

const rollingCallsMax = 1_000;

/** Limits that contradict themselves, and counters that two limits use differently. */
export function checkLimits(policy: Policy, entries: readonly DocumentEntry[]): Finding[] {
  const holders = [
    { pointer: "/all_tools", limits: policy.all_tools?.limits },
    ...entries.map(({ pointer, entry }) => ({ pointer, limits: entry.limits })),
  ];
  return [
    ...holders.flatMap(({ pointer, limits }) => (limits ?? []).flatMap((limit, index) => checkLimit(limit, `${pointer}/limits/${index}`))),
    ...checkCounters(documentLimits(policy, entries)),
  ];
}

const checkLimit = (limit: Limit, pointer: string): Finding[] => {
  const findings: Finding[] = [];
  const counts = limit.amount === undefined && limit.increment_from === undefined;
  const rolling = limit.rolling === true || typeof limit.window === "number";
  if (limit.amount !== undefined && limit.increment_from !== undefined) {
    findings.push(
      errorFinding("two_names", `${pointer}/increment_from`, "amount and increment_from are two names of one field; keep one.", [
        { op: "remove", path: `${pointer}/increment_from` },
      ]),
    );
  }
  if (counts && !Number.isInteger(limit.max))
    findings.push(errorFinding("bad_max", `${pointer}/max`, "A limit of calls is a whole number."));
  if (!counts && decimalText(String(limit.max)) === undefined) {
    findings.push(errorFinding("bad_max", `${pointer}/max`, "A limit of amounts has at most 6 decimals."));
  }
  if (counts && rolling && limit.max > rollingCallsMax) {
    findings.push(
      errorFinding(
        "bad_max",
        `${pointer}/max`,
        `A rolling limit counts at most ${rollingCallsMax} calls; a calendar window has no such bound.`,
      ),
    );
  }
  if (limit.rolling === false && typeof limit.window === "number") {
    findings.push(
      errorFinding("bad_window", `${pointer}/rolling`, "A window in seconds is always rolling.", [
        { op: "remove", path: `${pointer}/rolling` },
      ]),
    );
  }
  if (limit.timezone !== undefined && !isTimezone(limit.timezone)) {
    findings.push(errorFinding("bad_timezone", `${pointer}/timezone`, "This is not a time zone name such as Europe/Berlin."));
  }
  const [field, path] = limit.amount === undefined ? ["increment_from", limit.increment_from] : ["amount", limit.amount];
  if (path !== undefined) findings.push(...checkAmountPath(path, `${pointer}/${field}`));
  return findings;
};

const checkAmountPath = (text: string, pointer: string): Finding[] => {
  const path = readPath(text);
  if ("problem" in path) return [errorFinding("bad_path", pointer, path.problem)];
  if (path.root === "args" && path.steps.length > 0 && !path.steps.includes("each")) return [];
  return [errorFinding("bad_path", pointer, "An amount is one number in the arguments, such as args.amount.")];
};

const checkCounters = (plans: readonly LimitPlan[]): Finding[] => {
  const first = new Map<string, LimitPlan>();
  const findings: Finding[] = [];
  for (const plan of plans) {
    const { counter, rule } = plan.reservation;
    const known = first.get(counter);
    if (known === undefined) {
      first.set(counter, plan);
      continue;
    }
    const differing = counterFacets.filter((facet) => known.reservation[facet] !== plan.reservation[facet]);
    if (differing.length === 0) continue;
    const message = `The counter ${JSON.stringify(counter)} is already used at ${known.reservation.rule} with another ${differing.join(" and another ")}. Give one of them a name of its own.`;
    findings.push(errorFinding("counter_conflict", rule, message));
  }
  return findings;
};

const counterFacets = ["window", "max", "scope", "rolling", "timezone"] as const;

/** Is this the IANA name of a time zone? Offsets such as +01:00 are not names. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
