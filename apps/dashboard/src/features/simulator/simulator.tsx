"use client";

import { type FormEvent, useDeferredValue, useEffect, useMemo, useState } from "react";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { Field } from "../../ui/field.tsx";
import { Input, Textarea } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import { toast } from "../../ui/toast.tsx";
import type { PolicyDetail } from "../policies/policy.ts";
import { ArgumentForm } from "./argument-form.tsx";
import { DecisionCard } from "./decision-card.tsx";
import { FactsForm } from "./facts-form.tsx";
import { caseText } from "./model/case-text.ts";
import { factsOf, noFacts, type SimulatorFacts, stateOf } from "./model/facts.ts";
import { openCase } from "./model/open-case.ts";
import { otherRules } from "./model/other-rules.ts";
import { messageOf, readCall } from "./model/read-call.ts";
import { simulate } from "./model/simulate.ts";
import { writtenValue } from "./model/written-value.ts";
import { TestList } from "./test-list.tsx";
import { usePolicyTests } from "./use-policy-tests.ts";

export interface SimulatorProps {
  policy: PolicyDetail;
  text: string;
  editable: boolean;
  /** Told the rule that decides, so that builder and text can mark it. */
  onDecided: (rule: string | undefined) => void;
  onShow: (pointer: string) => void;
}

/** Asks the draft what it would answer to a call, by the engine that judges real ones. */
export default function Simulator({ policy, text, editable, onDecided, onShow }: SimulatorProps) {
  const { tools } = policy;
  const [mode, setMode] = useState<"form" | "message">("form");
  const [tool, setTool] = useState(tools[0]?.name ?? "");
  const [args, setArgs] = useState("{}");
  const [message, setMessage] = useState("");
  const [facts, setFacts] = useState<SimulatorFacts>(noFacts);
  const [name, setName] = useState("");
  const saved = usePolicyTests(policy.id, text, tools);

  const asked = useDeferredValue(mode === "form" ? messageOf(tool, args) : message);
  const read = useMemo(() => (asked.trim() === "" ? null : readCall(asked, factsOf(facts))), [asked, facts]);
  const simulated = useMemo(() => (read?.ok ? simulate(text, tools, read.request, stateOf(facts)) : null), [read, text, tools, facts]);
  const others = useMemo(
    () => (read?.ok && simulated ? otherRules(simulated, read.request, tools, stateOf(facts)) : []),
    [read, simulated, tools, facts],
  );
  const decided = simulated ? (simulated.decision.observed ?? simulated.decision).rule : undefined;
  useEffect(() => onDecided(decided), [decided, onDecided]);

  const request = read?.ok && read.request.kind === "tool" ? read.request : undefined;
  const plan = request && simulated ? (simulated.compiled.plans.get(request.name) ?? simulated.compiled.planFor(request.name)) : undefined;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!simulated || !request || name.trim() === "") return;
    const written = mode === "form" ? args : (writtenValue(message, "params", "arguments") ?? "{}");
    try {
      await saved.save.mutateAsync({
        policyId: policy.id,
        cases: [caseText(name.trim(), { tool: request.name, args: written }, facts, simulated.decision)],
      });
      setName("");
      toast("Saved as a test", { description: "It expects what was decided now, and runs at every publish." });
    } catch (error) {
      toast("The test was not saved", { description: describeError(error).message, tone: "error" });
    }
  };

  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
      <Card aria-label="Call" className="@container grid gap-4 p-4">
        <Tabs value={mode} onValueChange={(value) => setMode(value as typeof mode)}>
          <TabList label="How the call is given">
            <Tab value="form">Form</Tab>
            <Tab value="message">JSON-RPC message</Tab>
          </TabList>
          <TabPanel value="form" className="grid gap-4">
            <Field label="Tool">
              <Select
                value={tool}
                onChange={(event) => {
                  setTool(event.target.value);
                  setArgs("{}");
                }}
              >
                {tools.some((one) => one.name === tool) ? null : <option value={tool}>{tool || "No tool"}</option>}
                {tools.map((one) => (
                  <option key={one.name}>{one.name}</option>
                ))}
              </Select>
            </Field>
            <ArgumentForm key={tool} schema={tools.find((one) => one.name === tool)?.inputSchema} args={args} onChange={setArgs} />
            <Field label="Arguments as JSON" hint="As a client spells them: the text is judged, not what a browser makes of it.">
              <Textarea mono rows={4} value={args} onChange={(event) => setArgs(event.target.value)} spellCheck={false} />
            </Field>
          </TabPanel>
          <TabPanel value="message">
            <Field label="Message" hint="A tools/call, prompts/get or resources/read, read as the gateway reads it.">
              <Textarea
                mono
                rows={10}
                value={message}
                onChange={(event) => setMessage(event.target.value)}
                spellCheck={false}
                placeholder='{"jsonrpc": "2.0", "id": 1, "method": "tools/call", …}'
              />
            </Field>
          </TabPanel>
        </Tabs>
        <details className="rounded-md border p-3" open>
          <summary className="cursor-pointer font-medium text-sm">Facts of the call</summary>
          <div className="pt-3">
            <FactsForm
              facts={facts}
              onChange={setFacts}
              counters={plan?.limits.reservations ?? []}
              asksApproval={(plan?.holds.length ?? 0) > 0}
            />
          </div>
        </details>
      </Card>
      <div className="grid grid-cols-1 gap-4">
        {read === null ? (
          <Callout tone="info" title="Paste a message, and its decision appears here." />
        ) : !read.ok ? (
          <Callout tone="error" title="The gateway would not read this message.">
            {read.problem}
          </Callout>
        ) : simulated === null ? (
          <Callout tone="warn" title="The document has errors.">
            Mend it in the builder or the text; then calls can be simulated.
          </Callout>
        ) : (
          <DecisionCard simulated={simulated} others={others} onShow={onShow} />
        )}
        {editable && simulated && request ? (
          <form method="post" onSubmit={(event) => void save(event)} className="flex items-end gap-2">
            <Field label="Save as a test" className="flex-1">
              <Input
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={200}
                placeholder="What it shows, in a few words"
              />
            </Field>
            <Button type="submit" disabled={name.trim() === ""} loading={saved.save.isPending}>
              Save test
            </Button>
          </form>
        ) : null}
        <TestList
          tests={saved.judged}
          editable={editable}
          fileName={`${policy.name.replaceAll(/[^\w-]+/g, "-")}.cases.json`}
          onOpen={(test) => {
            const opened = openCase(test.case);
            if (!opened) return;
            setMode("form");
            setTool(opened.tool);
            setArgs(opened.args);
            setFacts(opened.facts);
          }}
          onRemove={(test) =>
            void saved.remove
              .mutateAsync({ id: test.id })
              .catch((error) => toast("The test is still there", { description: describeError(error).message, tone: "error" }))
          }
          onImport={(cases) => saved.save.mutateAsync({ policyId: policy.id, cases })}
        />
      </div>
    </div>
  );
}
