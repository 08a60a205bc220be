"use client";

import type { Demonstration } from "@portcullis/catalogue";
import { useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { Textarea } from "../../../ui/input.tsx";
import type { Judged } from "./demonstration.ts";
import { Verdict } from "./verdict.tsx";

/** The demonstration, to be changed and judged again: the gateway's own engine, here in the browser. It loads at the first run. */
export function AttackSimulator({ demonstration, policyText }: { demonstration: Demonstration; policyText: string }) {
  const [policy, setPolicy] = useState(policyText);
  const [call, setCall] = useState(JSON.stringify(demonstration.call.arguments ?? {}, null, 2));
  const [judged, setJudged] = useState<Judged | null>(null);
  const run = async () => {
    const { judge } = await import("./demonstration.ts");
    setJudged(judge(policy, demonstration, call));
  };
  return (
    <details className="rounded-lg border bg-surface">
      <summary className="rounded-lg px-4 py-3 font-medium text-sm">Change it and try again</summary>
      <form
        method="post"
        className="grid gap-4 border-t p-4"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <div className="grid gap-4 md:grid-cols-2">
          <Field label="Policy">
            <Textarea mono rows={14} spellCheck={false} value={policy} onChange={(event) => setPolicy(event.target.value)} />
          </Field>
          <Field label={`Arguments of ${demonstration.call.tool}`}>
            <Textarea mono rows={14} spellCheck={false} value={call} onChange={(event) => setCall(event.target.value)} />
          </Field>
        </div>
        <Button type="submit" variant="primary" className="justify-self-start">
          Run it
        </Button>
        <div role="status">{judged ? <Verdict judged={judged} tool={demonstration.call.tool} /> : null}</div>
      </form>
    </details>
  );
}
