import { type Finding, warningFinding } from "../finding.ts";
import { type LimitPlan, limitPlans } from "../limits/plan.ts";
import type { LintContext } from "./context.ts";

/** Limits that another limit of the same entry makes pointless. */
export function lintQuotas({ policy, entries }: LintContext): Finding[] {
  const holders = [
    ...(policy.all_tools ? [limitPlans(policy.all_tools, "/all_tools", "all_tools")] : []),
    ...entries.map(({ entry, pointer, key }) => limitPlans(entry, pointer, key)),
  ];
  const uses = new Map<string, number>();
  for (const { reservation } of holders.flat()) uses.set(reservation.counter, (uses.get(reservation.counter) ?? 0) + 1);
  // A counter that other entries share may fill up elsewhere.
  const own = ({ reservation }: LimitPlan) => uses.get(reservation.counter) === 1;
  return holders.flatMap((plans) =>
    plans.filter(own).flatMap((plan, index, all) => {
      const stricter = all.find((other, at) => at !== index && implies(other, plan) && (at < index || !implies(plan, other)));
      if (stricter === undefined) return [];
      const { rule } = plan.reservation;
      return [
        warningFinding(
          "pointless_limit",
          rule,
          `This limit can never be the one that refuses: ${stricter.reservation.rule} is reached first.`,
          [{ op: "remove", path: rule }],
        ),
      ];
    }),
  );
}

// Whoever stays below `strict` stays below `loose` as well.
const implies = (strict: LimitPlan, loose: LimitPlan): boolean => {
  const [a, b] = [strict.reservation, loose.reservation];
  const comparable = a.scope === b.scope && a.rolling === b.rolling && a.timezone === b.timezone && strict.amountPath === loose.amountPath;
  return comparable && spans(a.window, b.window) && Number(a.max) <= Number(b.max);
};

// Is every window of the second kind inside one of the first? Weeks do not fit into months.
const spans = (outer: string | number, inner: string | number): boolean => {
  if (outer === inner) return true;
  if (outer === "month" && inner === "week") return false;
  return (seconds[outer] ?? Number(outer)) > (seconds[inner] ?? Number(inner));
};

const seconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800, month: 2_592_000 };
