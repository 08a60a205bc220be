"use client";

import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { useBuilder } from "./builder-context.tsx";
import { ConditionList } from "./condition-list.tsx";
import { NumberField } from "./limit-list.tsx";
import type { KnownPath } from "./model/argument-paths.ts";
import { type JsonObject, listAt } from "./model/document-view.ts";
import { type Place, put, set } from "./model/edit.ts";
import { textOf } from "./model/value-text.ts";
import { Message } from "./rule-list.tsx";
import { TextField } from "./text-field.tsx";

const roles = ["owner", "admin", "approver"] as const;

/** Who approves, how many, and for how long it holds. `paths` is given where approval can depend on the call. */
export function ApprovalForm({ place, approval, paths }: { place: Place; approval: JsonObject | undefined; paths?: readonly KnownPath[] }) {
  const { view, apply, editable } = useBuilder();
  const approvers = listAt(approval, "approvers");
  const toggle = (role: string, on: boolean) => {
    const next = roles.filter((one) => (one === role ? on : approvers.length === 0 || approvers.includes(one)));
    apply(set(view, [...place, "approvers"], next.length === 0 || next.length === roles.length ? undefined : next, place.length - 1));
  };
  return (
    <div className="grid gap-3">
      {paths ? (
        <fieldset className="grid gap-2">
          <legend className="mb-1 font-medium text-sm">Ask only when</legend>
          <ConditionList
            place={[...place, "when"]}
            conditions={listAt(approval, "when")}
            paths={paths}
            joint="and"
            keep={place.length - 1}
            least={0}
          />
        </fieldset>
      ) : null}
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 font-medium text-sm">Who may approve</legend>
        {roles.map((role) => (
          <Checkbox
            key={role}
            label={role}
            disabled={!editable}
            checked={approvers.length === 0 || approvers.includes(role)}
            onChange={(event) => toggle(role, event.target.checked)}
          />
        ))}
      </fieldset>
      <div className="grid gap-3 @md:grid-cols-3">
        <NumberField place={[...place, "min_approvals"]} label="Approvals needed" value={approval?.min_approvals ?? 1} whole />
        {(["expires_after", "wait"] as const).map((name) => (
          <Field
            key={name}
            label={name === "wait" ? "The call waits" : "Expires after"}
            hint={name === "wait" ? "Such as 30s; 0s answers at once." : "Such as 15m, 1h."}
          >
            <TextField
              label={name === "wait" ? "The call waits" : "Expires after"}
              mono
              disabled={!editable}
              shown={textOf(approval?.[name])}
              placeholder={name === "wait" ? "0s" : "15m"}
              problem="Write a whole number and s, m or h."
              commit={(text) => {
                if (text !== "" && !/^(?:0|[1-9][0-9]{0,5})[smh]$/.test(text)) return undefined;
                apply(
                  text === "" ? set(view, [...place, name], undefined, place.length - 1) : put(view, [...place, name], text),
                  `${place.join("/")}/${name}`,
                );
                return text;
              }}
            />
          </Field>
        ))}
      </div>
      <Message place={[...place, "message"]} value={approval?.message} label="What the agent is told while it waits" />
    </div>
  );
}
