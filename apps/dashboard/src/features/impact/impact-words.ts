import type { PolicyImpact } from "@portcullis/control-plane";

const n = (count: number) => count.toLocaleString("en");
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

type Words = { tools: string; observing: string | null; replay: { headline: string; details: string[] } };

/** The impact in sentences: what changes, what does not, and what cannot be known. */
export function impactWords({ liveVersion, observing, tools, replay }: PolicyImpact): Words {
  const count = tools.changes.length;
  const changed = count === 0 ? "No tool changes" : `${n(count)} of ${n(tools.total)} tools change${count === 1 ? "s" : ""}`;
  return {
    tools: `${changed}${liveVersion === null ? ", from every call being denied" : ""}.`,
    observing: modeChange(observing),
    replay: { headline: headline(replay), details: details(replay) },
  };
}

function modeChange({ before, after }: PolicyImpact["observing"]): string | null {
  if (after) return before ? "It still only observes: nothing is blocked." : "It would only observe: nothing would be blocked any more.";
  return before ? "It would enforce what it has only observed so far." : null;
}

function headline({ judged, refused, held, allowed, unknown, of }: PolicyImpact["replay"]): string {
  if (judged === 0) return "No recorded calls to judge.";
  const calls = `Of ${n(judged)} recorded ${judged === 1 ? "call" : "calls"}${of === "server" ? " of this server" : ""}`;
  const parts = [
    ...(refused > 0 ? [`${n(refused)} would be refused`] : []),
    ...(held > 0 ? [`${n(held)} would be held for approval`] : []),
    ...(allowed > 0 ? [`${n(allowed)} that ${allowed === 1 ? "was" : "were"} refused or held would pass`] : []),
    ...(unknown > 0 ? [`${n(unknown)} cannot be told`] : []),
  ];
  return parts.length === 0 ? `${calls}, none would be decided otherwise.` : `${calls}, ${listed(parts)}.`;
}

function details({ judged, since, more, unknown, of, same, refused, held, allowed }: PolicyImpact["replay"]): string[] {
  if (judged === 0) return ["Calls are judged again here once agents have made some."];
  return [
    ...(of === "server" ? ["This policy has decided none yet, so these are the calls that other policies decided."] : []),
    ...(unknown > 0 ? ["Values of arguments are not recorded, so where a rule reads one the answer cannot be known."] : []),
    `${n(same)} stay as they were. ${since ? `These are the newest calls, back to ${day.format(since)}${more ? "; older ones were not judged" : ""}.` : ""} Limits are not replayed, and tools are taken as they are today.`,
    ...(refused + held + allowed > 0 ? ["Resources and prompts are not among them: the log does not keep their names."] : []),
  ];
}

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
