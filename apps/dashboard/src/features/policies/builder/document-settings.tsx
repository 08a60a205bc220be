"use client";

import { categories, readSelector } from "@portcullis/policy";
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { ApprovalForm } from "./approval-form.tsx";
import { useBuilder } from "./builder-context.tsx";
import { objectAt } from "./model/document-view.ts";
import { append, drop, type Place, put, set } from "./model/edit.ts";
import { catches } from "./model/tool-choice.ts";

/** What holds for the document as a whole: default, mode, list, hidden tools, resources, prompts and terms of approval. */
export function DocumentSettings() {
  const { view, tools, apply, editable } = useBuilder();
  const { value } = view;
  return (
    <div className="grid gap-5">
      <h3 className="font-semibold text-sm">Settings of the document</h3>
      <div className="grid gap-3 @md:grid-cols-2">
        <Field label="Tools that nothing names">
          <Select
            disabled={!editable}
            value={String(value.default)}
            onChange={(event) => apply(put(view, ["default"], event.target.value))}
          >
            <option value="deny">are denied</option>
            <option value="allow">are allowed</option>
          </Select>
        </Field>
        <Field label="Mode">
          <Select
            disabled={!editable}
            value={String(value.mode ?? "enforce")}
            onChange={(event) => apply(set(view, ["mode"], event.target.value === "enforce" ? undefined : "observe"))}
          >
            <option value="enforce">Enforce</option>
            <option value="observe">Observe: decide and record, block nothing</option>
          </Select>
        </Field>
        <Field label="Tool list" hint="What agents see when they list the tools.">
          <Select
            disabled={!editable}
            value={String(value.list ?? "all")}
            onChange={(event) => apply(set(view, ["list"], event.target.value === "all" ? undefined : "callable"))}
          >
            <option value="all">All tools but hidden ones</option>
            <option value="callable">Only tools that can be called</option>
          </Select>
        </Field>
        <Checkbox
          label="Check arguments of every tool"
          hint="They must satisfy the tool's input schema."
          disabled={!editable}
          checked={value.validate_arguments === true}
          onChange={(event) => apply(set(view, ["validate_arguments"], event.target.checked || undefined))}
        />
      </div>
      {value.mode === "observe" ? (
        <Callout tone="warn" title="Observing: nothing is blocked.">
          Calls are decided and recorded, and all of them go through. Only hidden tools stay hidden.
        </Callout>
      ) : null}
      {editable ? <NewSelector /> : null}
      <Globs
        place={["hide"]}
        title="Hidden"
        hint="Names, patterns such as delete_* or categories such as @destructive. Not listed, and answered as unknown."
        add="Hide"
        note={(selector) => {
          const count = tools.filter((tool) => catches(selector, tool)).length;
          return `${count} ${count === 1 ? "tool" : "tools"}`;
        }}
      />
      {(["resources", "prompts"] as const).map((name) => (
        <Listed key={name} name={name} />
      ))}
      <section aria-label="Questions of the server" className="grid gap-1.5">
        <h4 className="font-medium text-sm">What the server may ask of a client</h4>
        <ServerRequests />
      </section>
      <details className="rounded-md border p-2.5 text-sm">
        <summary className="cursor-pointer font-medium">Terms of approval for the whole document</summary>
        <div className="pt-3">
          <ApprovalForm place={["approval"]} approval={objectAt(value, "approval")} />
        </div>
      </details>
    </div>
  );
}

/** Rules for many tools at once: an entry under a pattern or a category. */
function NewSelector() {
  const { view, apply, show } = useBuilder();
  const [typed, setTyped] = useState("");
  const selector = typed.trim();
  const problem = selector !== "" && readSelector(selector) === undefined ? `There is no category ${selector}.` : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (selector === "" || problem) return;
    if (!view.entries.some(({ key }) => key === selector)) apply(put(view, ["tools", selector], {}));
    setTyped("");
    show({ kind: "entry", key: selector });
  };
  return (
    <form method="post" onSubmit={submit} className="flex items-start gap-1.5">
      <Field
        label="Rules for many tools"
        hint="A pattern such as get_*, or a category such as @destructive. Under default deny, an entry allows what it catches."
        error={problem}
        className="flex-1"
      >
        <Input mono list="builder-selectors" value={typed} onChange={(event) => setTyped(event.target.value)} placeholder="@write" />
      </Field>
      <datalist id="builder-selectors">
        {categories.map((category) => (
          <option key={category} value={`@${category}`} />
        ))}
      </datalist>
      <Button type="submit" className="mt-7">
        <Plus aria-hidden /> Add entry
      </Button>
    </form>
  );
}

const kinds = { elicitation: "Questions to the person", sampling: "Completions of the model", roots: "The client's folders" } as const;

function ServerRequests() {
  const { view, apply, editable } = useBuilder();
  const listed = Array.isArray(view.value.server_requests) ? (view.value.server_requests as unknown[]) : undefined;
  const isOn = (kind: string) => listed?.includes(kind) ?? view.value.default === "allow";
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-1">
      {Object.entries(kinds).map(([kind, label]) => (
        <Checkbox
          key={kind}
          label={label}
          disabled={!editable}
          checked={isOn(kind)}
          onChange={(event) =>
            apply(
              put(
                view,
                ["server_requests"],
                Object.keys(kinds).filter((one) => (one === kind ? event.target.checked : isOn(one))),
              ),
            )
          }
        />
      ))}
    </div>
  );
}

function Listed({ name }: { name: "resources" | "prompts" }) {
  const { view, apply, editable } = useBuilder();
  const section = objectAt(view.value, name);
  const title = name === "resources" ? "Resources" : "Prompts";
  return (
    <section aria-label={title} className="grid gap-2">
      <h4 className="font-medium text-sm">{title}</h4>
      <Field label={`${title} that nothing names`} className="max-w-64">
        <Select
          disabled={!editable}
          value={String(section?.default ?? "")}
          onChange={(event) => apply(set(view, [name, "default"], event.target.value || undefined, 0))}
        >
          <option value="">as the document's default</option>
          <option value="deny">are denied</option>
          <option value="allow">are allowed</option>
        </Select>
      </Field>
      <div className="grid gap-3 @md:grid-cols-2">
        <Globs place={[name, "allow"]} title={`${title} allowed`} add="Allow" />
        <Globs place={[name, "deny"]} title={`${title} denied`} add="Deny" hint="A deny wins." />
      </div>
    </section>
  );
}

function Globs({
  place,
  title,
  hint,
  add,
  note,
}: {
  place: Place;
  title: string;
  hint?: string;
  add: string;
  note?: (glob: string) => string;
}) {
  const { view, apply, editable } = useBuilder();
  const [typed, setTyped] = useState("");
  const list = place.reduce<unknown>(
    (value, step) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined),
    view.value,
  );
  const globs = Array.isArray(list) ? (list as unknown[]) : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === "" || globs.includes(typed.trim())) return;
    apply(append(view, place, typed.trim()));
    setTyped("");
  };
  return (
    <section aria-label={title} className="grid content-start gap-1.5">
      <h4 className="font-medium text-sm">{title}</h4>
      {hint ? <p className="text-ink-muted text-xs">{hint}</p> : null}
      {globs.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {globs.map((glob, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an element is its place
            <li key={index} className="flex items-center gap-1 rounded-md border py-0.5 pr-0.5 pl-2 text-xs">
              <code className="break-all font-mono">{String(glob)}</code>
              {note && typeof glob === "string" ? <span className="text-ink-muted">{note(glob)}</span> : null}
              {editable ? (
                <Button
                  size="icon-sm"
                  variant="ghost"
                  className="size-6"
                  aria-label={`Remove ${glob}`}
                  onClick={() => apply(drop(view, [...place, index], 0))}
                >
                  <X aria-hidden />
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {editable ? (
        <form method="post" onSubmit={submit} className="flex gap-1.5">
          <Input mono aria-label={`New entry of ${title}`} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <Button type="submit">
            <Plus aria-hidden /> {add}
          </Button>
        </form>
      ) : null}
    </section>
  );
}
