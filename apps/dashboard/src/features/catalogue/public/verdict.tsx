import { Check, TriangleAlert, X } from "lucide-react";
import type { Judged } from "./demonstration.ts";

const looks = {
  allow: { icon: Check, word: "Allowed", box: "bg-ok-soft", ink: "text-ok" },
  deny: { icon: X, word: "Refused", box: "bg-deny-soft", ink: "text-deny" },
  problem: { icon: TriangleAlert, word: "Not judged", box: "bg-warn-soft", ink: "text-warn" },
};

/** What the engine said to a call: the word, the rule, and the sentence that the agent reads. */
export function Verdict({ judged, tool }: { judged: Judged; tool: string }) {
  const { icon: Icon, word, box, ink } = looks["problem" in judged ? "problem" : judged.effect];
  return (
    <div className={`grid gap-1 rounded-md px-4 py-3 text-sm ${box}`}>
      <p className={`flex items-center gap-1.5 font-medium ${ink}`}>
        <Icon className="size-4" aria-hidden />
        {word}
      </p>
      {"problem" in judged ? (
        <p>{judged.problem}</p>
      ) : (
        <>
          <p className="wrap-anywhere">
            <code className="font-mono text-xs">{tool}</code> by <code className="font-mono text-xs">{judged.rule}</code>
            {judged.listed ? "" : "; it is not listed to the agent"}
          </p>
          {judged.effect === "deny" ? <p className="wrap-anywhere">The agent reads: “{judged.message}”</p> : null}
        </>
      )}
    </div>
  );
}
