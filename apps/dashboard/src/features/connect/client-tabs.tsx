"use client";

import { CloudOff } from "lucide-react";
import { Callout } from "../../ui/callout.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import type { ClientBlock, Form, Target } from "./client-block.ts";
import { type Availability, availability, clients } from "./clients.ts";
import { FormView } from "./form-view.tsx";
import { VariableSetup } from "./variable-setup.tsx";

/** One tab for each client: a row to swipe on narrow screens, a column beside the snippets on wide ones. */
export function ClientTabs({ target }: { target: Target }) {
  return (
    <Tabs defaultValue={clients[0]?.id} orientation="vertical" className="grid gap-x-6 md:grid-cols-[13rem_minmax(0,1fr)]">
      <TabList label="Client" className="md:flex-col md:self-start md:overflow-visible md:border-b-0">
        {clients.map((client) => (
          <Tab
            key={client.id}
            value={client.id}
            className="flex items-center justify-between gap-2 md:mb-0 md:rounded-md md:border-b-0 md:py-1.5 md:whitespace-normal md:text-left md:data-[state=active]:bg-hover"
          >
            {client.name}
            {availability(client, target.url).state === "ready" ? null : (
              <CloudOff className="size-3.5 shrink-0" aria-label="not available" />
            )}
          </Tab>
        ))}
      </TabList>
      {clients.map((client) => (
        <TabPanel key={client.id} value={client.id} className="min-w-0 md:pt-0">
          <ClientPanel client={client} target={target} />
        </TabPanel>
      ))}
    </Tabs>
  );
}

function ClientPanel({ client, target }: { client: ClientBlock; target: Target }) {
  const state = availability(client, target.url);
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold text-base">{client.name}</h3>
        <span className="text-ink-muted text-xs">{checkedSentence(client)}</span>
      </div>
      <Unavailable client={client} state={state} />
      {state.state === "ready" ? (
        <>
          {client.variable ? <VariableSetup variable={client.variable} /> : null}
          {linksTogether(client.forms(target)).map((forms) => (
            <FormView key={forms[0].kind === "link" ? forms[0].href : forms[0].title} forms={forms} />
          ))}
        </>
      ) : null}
      <ul className="grid list-disc gap-1 pl-4 text-ink-muted text-sm">
        {client.notes.map((note) => (
          <li key={note}>
            <WithCode text={note} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A sentence in which what stands between backticks is code. */
function WithCode({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} className="break-all rounded-sm bg-sunken px-1 font-mono text-xs">
        {part}
      </code>
    ),
  );
}

/** Neighbouring links that say the same stand in one row. */
function linksTogether(forms: readonly Form[]): [Form, ...Form[]][] {
  const groups: [Form, ...Form[]][] = [];
  for (const form of forms) {
    const last = groups.at(-1);
    if (last && form.kind === "link" && last[0].kind === "link" && last[0].note === form.note) last.push(form);
    else groups.push([form]);
  }
  return groups;
}

function Unavailable({ client, state }: { client: ClientBlock; state: Availability }) {
  if (state.state === "ready") return null;
  const reason = state.state === "unreachable" ? state.reason : state.unreachable;
  return (
    <>
      {state.state === "needs-sign-in" ? (
        <Callout tone="info" title="Needs sign-in, not yet available">
          Clients of this kind connect by signing in and cannot send a token. Use another client, or the bridge, until sign-in is there.
        </Callout>
      ) : null}
      {reason ? (
        <Callout tone="warn" title={`${client.name} cannot reach this gateway`}>
          Requests come from the vendor's cloud, and this gateway {reason}. It needs a public https address.
        </Callout>
      ) : null}
    </>
  );
}

function checkedSentence({ checked }: ClientBlock): string {
  const how = checked.how === "measured" ? "Checked by running it" : "Checked in the vendor's documentation";
  return `${how}${checked.version ? ` (${checked.version})` : ""}, ${checked.date}`;
}
